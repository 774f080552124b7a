"""``hotline learning``: what the study learned, kept as versions; one command goes back to an older one."""

import click

from hotline.cli.archive import open_archive, part_settings


@click.group("learning")
def learning_group() -> None:
    """Look after what was learned from people's decisions."""


@learning_group.command("list")
def list_command() -> None:
    """List every version: number, date, size, how often proposals agreed with people, and which one is in use."""
    from hotline.domain.city import city_time
    from hotline.queries import learned

    with open_archive():
        turn = learned.find_turn()
        for each in learned.list_versions():
            quality = f"{each.agreed / each.judged:.1%}（{each.judged}件）" if each.judged else "-"
            used = "\t在用" if turn and turn.version_id == each.id else ""
            click.echo(
                f"{each.id}\t{city_time(each.at):%Y-%m-%d %H:%M}\t{each.lessons}条\t{quality}\t{each.note}{used}"
            )


@learning_group.command("save")
@click.option("--note", default="", help="A few words on why.")
def save_command(note: str) -> None:
    """Keep what was learned so far as a new version and print its number."""
    from hotline.app import create_yard
    from hotline.clock import now
    from hotline.db import unit_of_work
    from hotline.domain.people import SYSTEM
    from hotline.flow import classification, learning
    from hotline.parts import parts

    with create_yard(part_settings()).app_context():
        study = parts().study
        with unit_of_work():
            classification.catch_up(study)
            version = learning.save_version(study, by=SYSTEM, at=now(), note=note)
        click.echo(version.id)


@learning_group.command("use")
@click.argument("version", type=click.IntRange(1))
@click.option("--why", required=True, help="The reason, kept with the choice.")
def use_command(version: int, why: str) -> None:
    """Go back to VERSION: it counts from here on, in every running program, with what is taught from now on."""
    from hotline.clock import now
    from hotline.db import unit_of_work
    from hotline.domain.people import SYSTEM
    from hotline.flow import learning
    from hotline.queries import learned

    with open_archive(), unit_of_work():
        learning.go_back(learned.get_version(version), by=SYSTEM, at=now(), why=why)
    click.echo(f"已改用学习版本 {version}。")
