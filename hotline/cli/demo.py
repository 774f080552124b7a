"""``hotline demo``: what a first ``make run`` opens on."""

import click

from hotline.cli.archive import part_settings


@click.command("demo")
def demo_command() -> None:
    """Fill an empty house with demo staff and demo tickets, and print the demo logins."""
    from hotline.app import create_yard
    from hotline.clock import now
    from hotline.demo import build_city, build_knowledge, build_people
    from hotline.parts import parts

    settings = part_settings()
    app = create_yard(settings)
    with app.app_context():
        logins = build_people(settings.data_dir, at=now())
        tickets = build_city(parts().study, parts().rules, at=now())
        build_knowledge(at=now())
    if tickets:
        click.echo(f"已建立 {tickets} 件演示工单。")
    click.echo("演示账号（仅供试用，HOTLINE_DEMO=0 可关闭）：")
    for login in logins:
        click.echo(f"  {login.page:<12} {login.username:<12} {login.password}  {login.who}")
