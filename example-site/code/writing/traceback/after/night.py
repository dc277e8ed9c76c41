from pager.batch import read_batch

ROWS = [
    {"host": "ledger-osl", "text": "queue is 4,000 long", "probe": "p3"},
    {"host": "ledger-bgo", "text": "queue is 4,100 long", "probe": "p3"},
    {"host": "ledger-trd", "text": "no reply for 30 s", "probe": "p7"},
]

print(len(read_batch(ROWS)), "alerts")
