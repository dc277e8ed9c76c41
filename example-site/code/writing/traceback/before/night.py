from pager.batch import read_batch

ROWS = [
    {"host": "ledger-osl", "text": "queue is 4,000 long"},
    {"host": "ledger-bgo", "text": "queue is 4,100 long"},
    {"host": "mail", "text": "no reply for 30 s"},
]

print(len(read_batch(ROWS)), "alerts")
