"""The writer: one process on each node that posts for all of its web workers.

Workers check, parse and read; what they accept crosses a Unix socket as plain values. The writer takes whatever is
waiting, posts it as one unit of work, and answers each. So the lock's holder never shares its interpreter with the
handling of requests, and many requests share one commit.
"""
