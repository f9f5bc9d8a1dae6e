-- SKUs, emoji and plurals are search terms now: the feed indexes every product again, some thousands a minute.
UPDATE products SET indexed_version = 0;--> statement-breakpoint
DELETE FROM watermarks WHERE id = 'catalogue';
