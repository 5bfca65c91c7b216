"""Rasa's own command line and action server, with telemetry off in code and listening on loopback only."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Sequence


def quiet_rasa() -> None:
    """Before Rasa is imported: no usage reports, no crash reports, no warnings of libraries, never debug logs.

    Rasa logs the text of messages at debug level, so the level is not left to the operator.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SENTRY_DSN"] = ""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["LOG_LEVEL"] = os.environ["LOG_LEVEL_LIBRARIES"] = "INFO" if "train" in sys.argv else "WARNING"
    os.environ.setdefault("SANIC_WORKERS", "1")
    warnings.filterwarnings("ignore")
    import structlog

    # Rasa's structured logs hold messages and slots at debug level and are on by default outside its own server.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def run_rasa(arguments: Sequence[str]) -> None:
    """The stock `rasa` with these arguments."""
    refused = {"--debug", "-vv"} & set(arguments)
    if refused:
        raise SystemExit(
            f"rusprat: {', '.join(sorted(refused))} would write people's messages to the log; not possible"
        )
    quiet_rasa()
    import rasa.telemetry

    rasa.telemetry.initialize_error_reporting = _nothing
    rasa.telemetry.print_telemetry_reporting_info = _nothing
    from rasa.__main__ import main

    sys.argv = ["rasa", *arguments]
    main()


def run_actions(package: str, port: int) -> None:
    """The stock rasa-sdk action server; its own command listens on every address, this one on loopback."""
    quiet_rasa()
    from rasa_sdk.endpoint import create_app

    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    app = create_app(package)
    app.run("127.0.0.1", port, workers=1, access_log=False)


def _nothing(*_arguments: object, **_named: object) -> None:
    """Stands in for what would report to Rasa's makers."""
