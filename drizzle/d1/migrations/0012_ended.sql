DROP INDEX `accounts_by_state`;--> statement-breakpoint
CREATE INDEX `accounts_by_end` ON `accounts` (`updated_at`) WHERE state in ('expired', 'erased');--> statement-breakpoint
DROP INDEX `carts_by_state`;--> statement-breakpoint
CREATE INDEX `carts_by_end` ON `carts` (`updated_at`) WHERE state in ('expired', 'erased');--> statement-breakpoint
DROP INDEX `claims_by_state`;--> statement-breakpoint
CREATE INDEX `claims_by_end` ON `claims` (`updated_at`) WHERE state in ('expired', 'erased');--> statement-breakpoint
DROP INDEX `orders_by_state`;--> statement-breakpoint
CREATE INDEX `orders_by_end` ON `orders` (`updated_at`) WHERE state in ('expired', 'erased');--> statement-breakpoint
DROP INDEX `stock_by_state`;--> statement-breakpoint
CREATE INDEX `stock_by_end` ON `stock` (`updated_at`) WHERE state in ('expired', 'erased');