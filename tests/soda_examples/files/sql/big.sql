SELECT COUNT(*) FROM orders WHERE total > 40
