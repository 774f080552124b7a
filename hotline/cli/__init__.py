"""The ``hotline`` command: what people and scripts call from a shell.

Each command's module is read when it is called, so that ``hotline route`` starts without Flask and database.
"""

import gc
import importlib
from typing import Any

import click

from hotline.cli.complaints import plainly
from hotline.cli.ending import run_and_leave
from hotline.settings import refuse_unknown_names

# Objects made before Python looks for garbage: its own 700 cost every start a seventh of its processor time, though
# nothing that is imported is garbage.
SELDOM = 50_000
# Command: module, name in it, what ``hotline --help`` says.
COMMANDS = {
    "serve": ("serve", "serve_command", "Start the whole service: web, relay, worker, clock, embedded Redis."),
    "web": ("serve", "web_command", "Serve pages and API."),
    "relay": ("serve", "relay_command", "Hand what a step promised to the workers."),
    "worker": ("serve", "worker_command", "Carry out what the relay hands over."),
    "clock": ("serve", "clock_command", "Make the rounds: clean up, look ahead."),
    "demo": ("demo", "demo_command", "Fill an empty house with demo staff and demo tickets."),
    "db": ("database", "db_group", "Look after the tables."),
    "backup": ("database", "backup_command", "Write everything into FILE."),
    "restore": ("database", "restore_command", "Read everything from FILE into an empty database."),
    "import": ("importing", "import_command", "Take in a city's old tickets from FILE (CSV, XLSX, JSON lines)."),
    "pull": ("pull", "pull_command", "Read the message boards and mailboxes that a city names."),
    "staff": ("staff", "staff_group", "Look after staff accounts."),
    "token": ("tokens", "token_group", "Look after the bearer tokens of other systems."),
    "audit": ("audit", "audit_group", "Check that no journal was altered."),
    "doctor": ("doctor", "doctor_command", "Say what is well, what is not, and what to do about it."),
    "learning": ("learning", "learning_group", "Look after what was learned from people's decisions."),
    "directory": ("directory", "directory_group", "Look after the dispatch directory."),
    "rules": ("rules", "rules_group", "Look after the city's own rules and texts."),
    "route": ("route", "route_command", "Route JSON lines to departments."),
    "evaluate": ("route", "evaluate_command", "Route labelled JSON lines and print figures."),
}


class LazyGroup(click.Group):
    """A group that reads a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands' names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of this name, reading its module."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"hotline.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without reading a single module."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words before the command; what is wrong with them becomes one sentence."""
        with plainly():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what it says no with becomes one sentence and exit code 1, or 2 for bad usage."""
        with plainly():
            return super().invoke(ctx)


def run() -> None:
    """Run what was typed and leave at once: the program behind ``hotline`` and ``python -m hotline.cli``."""
    gc.set_threshold(SELDOM)
    run_and_leave(lambda: main(prog_name="hotline"))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hotline-12345")
def main() -> None:
    """Run and look after the dispatch service of a 12345 government hotline."""
    refuse_unknown_names()  # also for commands that read no settings: whoever misspelt one is told at once
