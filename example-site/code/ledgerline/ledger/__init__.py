"""Double-entry bookkeeping: accounts, entries that balance, months that close."""
