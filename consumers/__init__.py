"""The organisation's side: signs, records and checks receipts; comes in; reads spreadsheets and logs."""
