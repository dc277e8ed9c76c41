from pager.ingest import Alert, BadAlert, parse


def read_batch(rows: list[dict[str, str]]) -> list[Alert]:
    alerts = []
    for number, row in enumerate(rows, start=1):
        try:
            alerts.append(parse(row))
        except BadAlert as error:
            sender = row.get("probe", "an unnamed probe")
            error.add_note(f"row {number} of {len(rows)}, sent by {sender}")
            raise
    return alerts
