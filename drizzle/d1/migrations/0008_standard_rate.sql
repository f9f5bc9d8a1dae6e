-- A shop with rates of its own had no standard rate: it stays disabled there until an admin enables it.
INSERT INTO `price_rules` (`kind`, `id`, `version`, `is_active`, `is_deleted`, `body`, `created_at`, `updated_at`, `edit`)
SELECT 'shipping_rate', 'standard', 1, 0, 0, '{"option":"standard","title":{"zh-CN":"标准配送","en":"Standard"},"description":{},"countries":[],"minSubtotal":0,"maxSubtotal":null,"minWeightGrams":0,"maxWeightGrams":null,"amount":0,"estimatedDays":3}', '2026-11-28 00:00:00.000', '2026-11-28 00:00:00.000', 'migration'
WHERE EXISTS (SELECT 1 FROM `price_rules` `own` WHERE `own`.`kind` = 'shipping_rate' AND `own`.`is_active` = 1 AND `own`.`is_deleted` = 0)
  AND NOT EXISTS (SELECT 1 FROM `price_rules` `same` WHERE `same`.`kind` = 'shipping_rate' AND `same`.`id` = 'standard');
