"""`rusbot`: the command line for operators, reviewers and developers. Parses, calls, prints; decides nothing."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from bot.settings import SettingsError, load_settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command; every expected failure is one clear line and exit status 1."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["rasa"]:  # everything after it is Rasa's own
        from bot.operations.rasa_process import run_rasa

        run_rasa(given[1:])
        return
    options = _parser().parse_args(given)
    try:
        status = options.run(options)
    except KeyboardInterrupt:
        status = 130
    except _expected() as problem:
        print(f"rusprat: {problem}", file=sys.stderr)
        status = 1
    sys.exit(status or 0)


def _expected() -> tuple[type[Exception], ...]:
    from bot.adapters.content.loader import ContentError
    from bot.adapters.content.review_files import ReviewFileError
    from bot.adapters.content.services import ServiceFileError
    from bot.adapters.dialogue.in_process import ModelMissing
    from bot.adapters.store.encryption import MasterKeyError
    from bot.domain.phrases import PhraseError
    from bot.domain.words import WordsError
    from bot.operations.analysis import UnreadableFile
    from bot.operations.evaluation import EvaluationError
    from bot.operations.ports_in_use import PortBusy
    from bot.operations.training import TrainingFailed
    from bot.ports import StoreFailed

    return (
        SettingsError, PortBusy, TrainingFailed, ModelMissing, WordsError, ContentError, ServiceFileError, PhraseError,
        MasterKeyError, StoreFailed, EvaluationError, UnreadableFile, ReviewFileError,
    )  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rusbot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _running(commands)
    _understanding(commands)
    _keeping(commands)
    return parser


def _running(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser("up", help="everything: setup, then the three processes").set_defaults(run=_up)
    commands.add_parser("setup", help="migrate, fill the database, train when needed").set_defaults(run=_setup)
    train = commands.add_parser("train", help="train when the model is older than its data")
    train.add_argument("--quiet", action="store_true", help="say nothing when there is nothing to do")
    train.set_defaults(run=_train)
    commands.add_parser("gateway", help="the gateway process alone").set_defaults(run=_gateway)
    actions = commands.add_parser("actions", help="the action server alone, on loopback")
    actions.add_argument("--port", type=int, default=5055)
    actions.set_defaults(run=_actions)
    commands.add_parser("rasa", help="Rasa's own command line, telemetry off (rusbot rasa train ...)")


def _understanding(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    analyse = commands.add_parser("analyse", help="what the assistant understands of each line")
    analyse.add_argument("--jsonl", action="store_true", required=True, help="one JSON object per line out")
    analyse.add_argument("file", nargs="?", help="JSON lines with `text`, or plain text; standard input without it")
    analyse.set_defaults(run=_analyse)
    ask = commands.add_parser("ask", help="a whole conversation; each argument or line is a turn")
    ask.add_argument("--json", action="store_true", help="one JSON object per turn")
    ask.add_argument("--language", choices=("nb", "nn", "en"), default="nb")
    ask.add_argument("--each", action="store_true", help="every turn is a conversation of its own")
    ask.add_argument("text", nargs="*")
    ask.set_defaults(run=_ask)
    evaluate = commands.add_parser("eval", help="score the understanding")
    kinds = evaluate.add_subparsers(required=True, metavar="WHAT")
    every = kinds.add_parser("all", help="all labelled sets, with intervals; writes docs/evaluation.md")
    every.add_argument("--check", action="store_true", help="fail when a figure fell below the committed one")
    every.set_defaults(run=_eval_all)
    norsid = kinds.add_parser("norsid", help="train the pipeline on one set and test it on another")
    norsid.add_argument("--train", required=True)
    norsid.add_argument("--test", required=True)
    norsid.set_defaults(run=_eval_norsid)
    kinds.add_parser("bench", help="load time, time a message, memory").set_defaults(run=_bench)


def _keeping(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    content = commands.add_parser("content", help="the reviewed words and facts")
    kinds = content.add_subparsers(required=True, metavar="WHAT")
    kinds.add_parser("check", help="every error at once, with file and line").set_defaults(run=_content_check)
    kinds.add_parser("load", help="services and places into the database").set_defaults(run=_content_load)
    kinds.add_parser("report", help="coverage, gaps, oldest reviews").set_defaults(run=_content_report)
    kinds.add_parser("links", help="ask every source's address whether it is still there").set_defaults(run=_links)
    reviews = kinds.add_parser("reviews", help="approvals between the database and the files that go into git")
    ways = reviews.add_subparsers(required=True, metavar="WAY")
    for way, flag in (("export", "--to"), ("import", "--from")):
        one = ways.add_parser(way, help="adds every decision, and loses nothing")
        one.add_argument(flag, dest="folder", metavar="FOLDER", help="content/reviews when not given")
        one.set_defaults(run=_reviews, way=way)
    chart = commands.add_parser("mixing-chart", help="the mixing matrix as SVG on standard output")
    chart.set_defaults(run=_mixing_chart)
    staff = commands.add_parser("staff", help="who may log in to the console")
    people = staff.add_subparsers(required=True, metavar="WHAT")
    add = people.add_parser("add", help="a new counsellor or fagansvarlig; asks for the password")
    add.add_argument("username")
    add.add_argument("--may", choices=("talk", "review", "both"), default="talk", help="talk with people, review facts")
    add.add_argument("--role", help="what the other side is told; ruskonsulent or fagansvarlig when not given")
    add.set_defaults(run=_staff_add)
    people.add_parser("login", help="a one-time console login").set_defaults(run=_staff_login)
    commands.add_parser("purge", help="delete now what the retention rules allow").set_defaults(run=_purge)


def _up(_options: argparse.Namespace) -> None:
    from bot.operations.up import up

    asyncio.run(up(load_settings()))


def _setup(_options: argparse.Namespace) -> None:
    from bot.operations.setup import set_up
    from bot.operations.up import say

    asyncio.run(set_up(load_settings(), say))


def _train(options: argparse.Namespace) -> None:
    from bot.operations.training import is_fresh, train
    from bot.operations.up import say
    from bot.settings import ROOT

    settings = load_settings()
    if not is_fresh(ROOT, settings.model):
        train(ROOT, settings.model, say)
    elif not options.quiet:
        say("the model is as new as its data")


def _gateway(_options: argparse.Namespace) -> None:
    from bot.adapters.logging_setup import set_up_logging
    from bot.operations.up import serve_gateway

    set_up_logging()
    asyncio.run(serve_gateway(load_settings(), os.environ.get("RUSBOT_RASA_TOKEN", "")))


def _actions(options: argparse.Namespace) -> None:
    from bot.operations.rasa_process import run_actions

    run_actions("actions", options.port)


def _analyse(options: argparse.Namespace) -> None:
    from bot.operations.analysis import analyse_lines

    analyse_lines(load_settings(), options.file)


def _ask(options: argparse.Namespace) -> None:
    from bot.operations.asking import ask

    asyncio.run(ask(load_settings(), options.text, language=options.language, as_json=options.json, each=options.each))


def _eval_all(options: argparse.Namespace) -> int:
    from bot.operations.evaluation import evaluate_all

    return evaluate_all(load_settings(), check=options.check)


def _eval_norsid(options: argparse.Namespace) -> None:
    from bot.operations.norsid import evaluate_norsid

    evaluate_norsid(options.train, options.test)


def _bench(_options: argparse.Namespace) -> None:
    from bot.operations.bench import bench

    bench(load_settings())


def _content_check(_options: argparse.Namespace) -> int:
    from bot.adapters.content.check import check

    problems = check(load_settings().content)
    for problem in problems:
        print(problem)
    errors = [p for p in problems if p.is_error]
    print(f"rusprat: content: {len(errors)} errors, {len(problems) - len(errors)} warnings", file=sys.stderr)
    return 1 if errors else 0


def _content_load(_options: argparse.Namespace) -> None:
    from bot.operations.setup import fill_database
    from bot.operations.up import say

    asyncio.run(fill_database(load_settings(), say))


def _content_report(_options: argparse.Namespace) -> None:
    from bot.operations.keeping import content_report

    content_report(load_settings())


def _reviews(options: argparse.Namespace) -> None:
    from bot.operations.reviewing import WAYS

    asyncio.run(WAYS[options.way](load_settings(), options.folder))


def _links(_options: argparse.Namespace) -> int:
    from bot.operations.keeping import check_links

    return asyncio.run(check_links(load_settings()))


def _mixing_chart(_options: argparse.Namespace) -> None:
    from bot.operations.keeping import print_mixing_chart

    print_mixing_chart(load_settings())


def _staff_add(options: argparse.Namespace) -> None:
    from bot.operations.keeping import add_staff

    asyncio.run(add_staff(load_settings(), options.username, options.role, options.may))


def _staff_login(_options: argparse.Namespace) -> None:
    from bot.operations.keeping import one_time_login

    asyncio.run(one_time_login(load_settings()))


def _purge(_options: argparse.Namespace) -> None:
    from bot.operations.keeping import purge

    asyncio.run(purge(load_settings()))
