SELECT country, COUNT(*) AS n FROM customers GROUP BY country
