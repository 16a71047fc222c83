"""What `seltzer migrate` does: files read one by one, rewritten, proven and written."""
