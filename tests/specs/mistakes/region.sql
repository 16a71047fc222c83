SELECT COUNT(*) FROM orders WHERE region = ${region}
