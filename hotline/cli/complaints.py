"""What a command says no with: one Chinese sentence, whatever the library that reads the words would have said.

Exit code 1 is bad input (a file that cannot be read, a record that does not exist), 2 is bad usage. Knows no command.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from errno import EACCES, EISDIR
from pathlib import Path
from stat import S_ISDIR
from typing import Any

import click

from hotline.errors import HotlineError, reason_of


class GivenFile(click.ParamType[Path]):
    """A file that somebody named on the command line; one that cannot be opened is bad input, not bad usage."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ARG002
        """Return the path of a file that can be opened; raise ClickException with the reason where it cannot."""
        path = Path(value)
        try:
            if S_ISDIR(path.stat().st_mode):
                raise IsADirectoryError(EISDIR, "")
            if not os.access(path, os.R_OK):  # asked, not opened: a pipe can be opened only once
                raise PermissionError(EACCES, "")
        except OSError as error:
            raise cannot_open(path, error) from error
        return path


def cannot_open(file: Path, error: OSError) -> click.ClickException:
    """Return what is said of a file that cannot be opened."""
    return click.ClickException(f"打不开文件 {file}：{reason_of(error)}。")


class Complaint(click.ClickException):
    """One sentence, written to standard error as it stands."""

    def show(self, file: Any = None) -> None:
        """Write the sentence, without a word before it."""
        click.echo(self.message, file=file, err=file is None)


class Misuse(Complaint):
    """The same for words that are no call of ours."""

    exit_code = 2


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what is said no with inside into a Complaint; a group called without a command still shows its help."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.ClickException as error:
        raise (Misuse if error.exit_code > 1 else Complaint)(sentence_of(error)) from error
    except HotlineError as error:
        raise Complaint(error.message) from error
    except (click.Abort, KeyboardInterrupt) as error:
        raise Complaint("已中止。") from error


def sentence_of(error: click.ClickException) -> str:
    """Return what is wrong, and where bad usage is explained."""
    if not isinstance(error, click.UsageError):
        return error.format_message()
    command = error.ctx.command_path if error.ctx else "hotline"
    words = next((say(error) for kind, say in USAGE.items() if isinstance(error, kind)), "参数多了，或写法不对")
    return f"用法不对：{words}。用法见 {command} --help。"


def _missing(error: Any) -> str:
    return f"缺少 {_name(error)}"


def _unknown_option(error: Any) -> str:
    near = f"，是否想写 {error.possibilities[0]}" if error.possibilities else ""
    return f"没有选项 {error.option_name}{near}"


def _bad_value(error: Any) -> str:
    return f"{_name(error)} 的值不对，{_wanted(error.param.type if error.param else None)}"


def _wanted(kind: click.ParamType[Any] | None) -> str:
    if isinstance(kind, click.Choice):
        return f"应为以下之一：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"应为{kind.min}至{kind.max}的整数" if kind.max is not None else f"应为不小于{kind.min}的整数"
    if isinstance(kind, click.Path):
        return "应为一个文件，不是文件夹"
    return "请核对"


def _name(error: Any) -> str:
    if error.param is None:
        return str(error.param_hint or "参数")
    options = [name for name in error.param.opts if name.startswith("-")]
    return "、".join(options) or str(error.param.make_metavar(error.ctx)).strip("[].")


# The first that fits speaks.
USAGE: Mapping[type[click.UsageError], Callable[[Any], str]] = {
    click.MissingParameter: _missing,
    click.BadParameter: _bad_value,
    click.NoSuchOption: _unknown_option,
    click.NoSuchCommand: lambda error: f"没有命令 {error.command_name}",
    click.BadOptionUsage: lambda error: f"选项 {error.option_name} 缺少它的值，或不带值",
}
