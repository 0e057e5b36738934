"""What is wrong with the words of a command, in the user's language; click itself speaks English only."""

import re
from typing import Any

import click

from awardsdesk.i18n import _

EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
"""click has no type for it."""


def usage(error: click.UsageError) -> str:
    """Say what was wrong, and where it is told how the command is used."""
    command = error.ctx.command_path if error.ctx else "awardsdesk"
    return _("{said}。用法见 {command} --help").format(said=_said(error).removesuffix("。"), command=command)


def _said(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return _("没有选项 {name}").format(name=error.option_name) + _near(error.possibilities)
        case click.NoSuchCommand():
            return _("没有命令 {name}").format(name=error.command_name) + _near(error.possibilities)
        case click.BadOptionUsage():
            return _("选项 {name} 后面的值缺了或多了").format(name=error.option_name)
        case click.MissingParameter(param=click.Parameter() as param):
            return _("缺少 {name}").format(name=_name(param)) + _choices(param.type)
        case click.BadParameter(param=click.Parameter() as param):
            return _("{name} 的值不对").format(name=_name(param)) + (_choices(param.type) or f"：{error.message}")
    if extra := EXTRA.fullmatch(error.message):
        return _("多出了 {words}").format(words=extra[1])
    return error.message


def _name(param: click.Parameter) -> str:
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.metavar or str(param.name).upper()


def _near(names: list[str] | None) -> str:
    return _("，是不是 {names}").format(names="、".join(names)) if names else ""


def _choices(kind: click.ParamType[Any]) -> str:
    """Say what a parameter takes, where that is a list, a range, a number or a day."""
    match kind:
        case click.Choice():
            return _("，可以是 {choices}").format(choices="、".join(map(str, kind.choices)))
        case click.IntRange(min=int() as least, max=int() as most, clamp=False):
            return _("，要填 {least} 到 {most} 的整数").format(least=least, most=most)
        case click.IntRange():
            return _("，要填整数")
        case click.DateTime():
            return _("，要填日期，如 2008-08-15")
    return ""
