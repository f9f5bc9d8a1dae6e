/** The few types of the Workers platform that shared sources name, without its globals: dev uses Node's. */
type D1Database = import('@cloudflare/workers-types').D1Database
type R2Bucket = import('@cloudflare/workers-types').R2Bucket
type R2ObjectBody = import('@cloudflare/workers-types').R2ObjectBody
type R2Objects = import('@cloudflare/workers-types').R2Objects
type R2PutOptions = import('@cloudflare/workers-types').R2PutOptions
