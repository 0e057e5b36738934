"""Real scans for tests: drawn here, never the same twice unless asked for by the same text."""

from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from awardsdesk.operations.achievements import save
from awardsdesk.operations.attachments import attach
from awardsdesk.operations.drafts import AchievementDraft, CompleterDraft, UnitDraft
from awardsdesk.store.attachments import keep
from awardsdesk.store.database import Database


def pdf(path: Path, text: str = "a", pages: int = 1, password: str = "") -> Path:
    """Draw a PDF."""
    encrypt = StandardEncryption(password) if password else None
    canvas = Canvas(str(path), invariant=1, encrypt=encrypt)
    for page in range(pages):
        canvas.setFont("Helvetica", 96)
        canvas.drawString(60, 600, f"{text} {page + 1}")
        canvas.showPage()
    canvas.save()
    return path


def picture(path: Path, text: str = "a", size: tuple[int, int] = (400, 300), pages: int = 1) -> Path:
    """Draw a picture in the format its name says."""
    frames = [Image.new("RGB", size, (200, 30 * page, 40)) for page in range(pages)]
    for page, frame in enumerate(frames):
        ImageDraw.Draw(frame).text((20, 20), f"{text} {page}", fill="white")
    more = {"save_all": True, "append_images": frames[1:]} if pages > 1 else {}
    frames[0].save(path, **more)
    return path


def achievement(database: Database, title: str = "永磁电机") -> int:
    """Register one achievement."""
    draft = AchievementDraft(
        title=title, klass="应用技术", units=(UnitDraft("甲公司"),), completers=(CompleterDraft("张三"),)
    )
    with database.write() as session:
        return save(session, draft)


def attached(database: Database, achievement_id: int, *sources: Path, item: str = "") -> list[str]:
    """Attach files; return their digests."""
    kept = [keep(database.path, source) for source in sources]
    with database.write() as session:
        attach(session, achievement_id, kept, item)
    return [scan.digest for scan in kept]
