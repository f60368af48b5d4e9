"""From what a citizen has told to a filed petition: drafts, filing, receipts, progress."""
