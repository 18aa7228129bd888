"""Parses each expression of the dashboard and of the alerts: promql.py DASHBOARD ALERTS.

That the metrics exist is tested by OperationFilesTest, against a running server.
"""

import json
import sys

import promql_parser
import yaml


def expressions(dashboard, alerts):
    with open(dashboard, encoding="utf-8") as file:
        for panel in json.load(file)["panels"]:
            for target in panel.get("targets", []):
                yield panel["title"], target["expr"].replace("$__rate_interval", "5m")
    with open(alerts, encoding="utf-8") as file:
        for group in yaml.safe_load(file)["groups"]:
            for rule in group["rules"]:
                missing = {"alert", "expr", "labels", "annotations"} - rule.keys()
                if missing:
                    raise ValueError(f"{rule.get('alert')}: without {missing}")
                yield rule["alert"], rule["expr"]


count = 0
for name, expression in expressions(*sys.argv[1:]):
    try:
        promql_parser.parse(expression)
    except ValueError as problem:
        sys.exit(f"{name}: {expression}\n{problem}")
    count += 1
if count < 20:
    sys.exit(f"{count} expressions (expected: more; are these the right files?)")
