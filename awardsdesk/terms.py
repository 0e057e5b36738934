"""The office's enumerations; each value is the Chinese word that stands in files and on paper."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """What a round decides by: places of a ranking, or graded tiers with a ballot."""

    EVALUATION = "企业创新评价"
    AWARD = "科技奖励"


class Stage(StrEnum):
    """The steps of a round, in order."""

    ENTRY = "申报"
    VERIFICATION = "审查核实"
    REVIEW = "评审"
    DECISION = "定等"
    NOTICE = "公示"
    APPROVAL = "批准"
    ISSUE = "证书"


class AchievementClass(StrEnum):
    """Classes of registered achievements; the letter in the registration number follows."""

    APPLIED = "应用技术"
    THEORY = "基础理论"
    SOFT = "软科学"


class RegistrationState(StrEnum):
    """Where an achievement stands on its way into the register, in order; rules/registration.py says what leads where."""

    DRAFT = "草稿"
    SUBMITTED = "已提交"
    CHECKED_BY_COUNTY = "县区已审"
    RETURNED_FOR_COMPLETION = "补正"
    REJECTED = "不予登记"
    ACCEPTED = "已受理"
    IN_PUBLIC_NOTICE = "公示中"
    OBJECTION_PENDING = "异议处理"
    REGISTERED = "已登记"
    CERTIFICATE_ISSUED = "已发证"
    REGISTERED_ELSEWHERE = "外单位登记"
    """By its number, which came with a workbook and is of no registrar that the office's rules know."""
    CANCELLED = "已注销"


class IdType(StrEnum):
    """The papers a person may be known by."""

    CITIZEN = "居民身份证"
    HONG_KONG_MACAO = "港澳居民来往内地通行证"
    TAIWAN = "台湾居民来往大陆通行证"
    FOREIGN_RESIDENT = "外国人永久居留身份证"
    RESIDENCE_PERMIT = "港澳台居民居住证"
    PASSPORT = "护照"
    OTHER = "其他"


class VerificationLevel(StrEnum):
    """Who verified a reported figure; the city's word stands before the county's."""

    COUNTY = "县区"
    CITY = "市级"


class Opinion(StrEnum):
    """Outcome of verifying one reported figure."""

    TRUE = "属实"
    CUT = "核减"
    RAISED = "核增"
    UNVERIFIABLE = "无法核实"


class FormalCheck(StrEnum):
    """Outcome of the formal check of a nomination."""

    PASSED = "合格"
    FAILED = "不合格"


class HolderKind(StrEnum):
    """Whose name a certificate bears."""

    PERSON = "个人"
    UNIT = "单位"
    ENTERPRISE = "企业"


class AwardStatus(StrEnum):
    """A granted award stays on record for ever, also when it is revoked."""

    GRANTED = "有效"
    REVOKED = "撤销"


class CertificateStatus(StrEnum):
    """An issued certificate is never deleted: it is voided."""

    ISSUED = "有效"
    VOID = "作废"


class Profile(StrEnum):
    """Who reads a list: the public sees whitelisted columns only."""

    PUBLIC = "public"
    INTERNAL = "internal"
