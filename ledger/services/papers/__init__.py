"""Papers: what is read off the ledger to be printed, signed for and filed: A4, in Korean or English, as PDF."""
