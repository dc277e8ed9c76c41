from pager.ingest import Alert, parse


def read_batch(rows: list[dict[str, str]]) -> list[Alert]:
    return [parse(row) for row in rows]
