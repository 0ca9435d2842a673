CREATE TABLE customers (
  id bigserial PRIMARY KEY,
  email varchar(120) NOT NULL CONSTRAINT customers_email_key UNIQUE,
  name varchar(80) NOT NULL,
  vip boolean NOT NULL DEFAULT false,
  credit numeric(10, 2) NOT NULL DEFAULT 0 CONSTRAINT customers_credit_check CHECK (credit >= 0),
  born date,
  referred_by bigint CONSTRAINT customers_referred_by_fkey REFERENCES customers (id),
  notes text,
  created_at timestamptz NOT NULL DEFAULT now()
)
--
COMMENT ON TABLE customers IS 'who buys; it''s "quoted"'
--
CREATE TABLE categories (
  id serial PRIMARY KEY,
  parent_id integer CONSTRAINT categories_parent_id_fkey REFERENCES categories (id) ON DELETE CASCADE,
  name varchar(60) NOT NULL,
  CONSTRAINT categories_name_key UNIQUE (parent_id, name)
)
--
CREATE TABLE products (
  id bigserial PRIMARY KEY,
  sku varchar(20) CONSTRAINT products_sku_key UNIQUE,
  legacy_code varchar(10),
  name varchar(100) NOT NULL,
  price numeric(10, 2) NOT NULL CONSTRAINT products_price_check CHECK (price > 0),
  weight_g integer,
  attributes jsonb,
  picture bytea,
  category_id integer CONSTRAINT products_category_id_fkey REFERENCES categories (id),
  active boolean DEFAULT true,
  updated_at timestamp
)
--
CREATE INDEX products_name_idx ON products (name)
--
CREATE TABLE warehouses (
  code char(4) PRIMARY KEY,
  name varchar(60) NOT NULL
)
--
CREATE TABLE stock (
  warehouse char(4) NOT NULL CONSTRAINT stock_warehouse_fkey REFERENCES warehouses (code),
  product_id bigint NOT NULL CONSTRAINT stock_product_id_fkey REFERENCES products (id),
  quantity integer NOT NULL DEFAULT 0 CONSTRAINT stock_quantity_check CHECK (quantity >= 0),
  PRIMARY KEY (warehouse, product_id)
)
--
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer_id bigint NOT NULL CONSTRAINT orders_customer_id_fkey REFERENCES customers (id),
  status varchar(12) NOT NULL DEFAULT 'new'
    CONSTRAINT orders_status_check CHECK (status IN ('new', 'paid', 'shipped', 'cancelled')),
  external_id uuid,
  placed_at timestamptz NOT NULL DEFAULT now(),
  shipped_at timestamp,
  total numeric(12, 2) NOT NULL,
  note text
)
--
CREATE TABLE order_lines (
  order_id bigint NOT NULL CONSTRAINT order_lines_order_id_fkey REFERENCES orders (id) ON DELETE CASCADE,
  line_no smallint NOT NULL,
  product_id bigint NOT NULL,
  quantity integer NOT NULL CONSTRAINT order_lines_quantity_check CHECK (quantity > 0),
  unit_price numeric(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line_no)
)
--
CREATE TABLE reviews (
  product_id bigint NOT NULL CONSTRAINT reviews_product_id_fkey REFERENCES products (id),
  customer_id bigint NOT NULL CONSTRAINT reviews_customer_id_fkey REFERENCES customers (id),
  stars smallint NOT NULL CONSTRAINT reviews_stars_check CHECK (stars BETWEEN 1 AND 5),
  body text,
  PRIMARY KEY (product_id, customer_id)
)
--
CREATE TABLE promo_codes (
  code varchar(20) PRIMARY KEY,
  discount numeric(5, 2) NOT NULL
)
--
INSERT INTO customers (id, email, name, vip, credit, born, referred_by, notes, created_at)
SELECT n, 'customer' || n || '@example.org',
  CASE n % 4 WHEN 0 THEN 'Ünal Ødegård' WHEN 1 THEN 'O''Brien' WHEN 2 THEN '李小龙' ELSE 'Back\slash' END,
  n % 10 = 0, (n % 1000) * 1.25,
  CASE WHEN n % 3 <> 0 THEN date '1940-01-01' + (n % 25000)::int END,
  CASE WHEN n > 100 AND n % 5 = 0 THEN n / 2 END,
  CASE n % 6 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN '🛒 likes "quotes", ''single'' and \ '
    WHEN 3 THEN E'two\nlines\tand a tab' WHEN 4 THEN 'trailing blank ' ELSE '👩‍👩‍👧 café' END,
  timestamptz '2020-02-29 23:59:59.123456+05:30' + n * interval '1 hour 1 microsecond'
FROM generate_series(0, {rows} / 10 - 1) n
--
INSERT INTO categories (id, parent_id, name)
SELECT n, CASE WHEN n > 10 THEN n % 10 + 1 END, 'category ' || n FROM generate_series(1, 100) n
--
INSERT INTO products (id, sku, legacy_code, name, price, weight_g, attributes, picture, category_id, active, updated_at)
SELECT n, 'SKU-' || n, 'L' || n % 1000, 'Product ' || n || ' 😀', 0.01 + (n % 99999) * 0.07,
  CASE WHEN n % 7 <> 0 THEN n % 100000 END,
  CASE WHEN n % 5 <> 0 THEN jsonb_build_object('colour', 'red', 'sizes', jsonb_build_array(n % 50, 'XL', NULL),
    'note', 'it''s "x" \ y', 'big', 9007199254740993) END,
  CASE WHEN n % 11 = 0 THEN decode(md5(n::text), 'hex') END,
  n % 100 + 1, CASE WHEN n % 13 <> 0 THEN n % 2 = 0 END,
  CASE WHEN n % 3 = 0 THEN timestamp '1999-12-31 23:59:59.999999' + n * interval '1 minute' END
FROM generate_series(1, {rows} / 20) n
--
INSERT INTO warehouses VALUES ('A1', 'North'), ('B22', 'South'), ('C333', 'East & West')
--
INSERT INTO stock (warehouse, product_id, quantity)
SELECT code, id, id % 1000 FROM warehouses CROSS JOIN products WHERE id <= {rows} / 40
--
INSERT INTO orders (id, customer_id, status, external_id, placed_at, shipped_at, total, note)
SELECT n, n % ({rows} / 10), (ARRAY['new', 'paid', 'shipped', 'cancelled'])[n % 4 + 1],
  CASE WHEN n % 9 <> 0 THEN md5(n::text)::uuid END,
  timestamptz '2024-03-31 00:30:00.5+01' + n * interval '7 minutes',
  CASE WHEN n % 4 = 2 THEN timestamp '2024-04-01 12:00:00' + n * interval '7 minutes' END,
  (n % 100000) * 1.37, CASE WHEN n % 8 = 0 THEN 'please ring 🔔 twice; -- DROP TABLE' END
FROM generate_series(1, {rows} / 4) n
--
INSERT INTO order_lines (order_id, line_no, product_id, quantity, unit_price)
SELECT o.id, l, (o.id * l) % ({rows} / 20) + 1, l, (o.id % 1000) * 0.99 + 0.01
FROM orders o CROSS JOIN generate_series(1, 2) l
WHERE o.id <= {rows} * 17 / 80
--
INSERT INTO reviews (product_id, customer_id, stars, body)
SELECT n % ({rows} / 20) + 1, n, n % 5 + 1, CASE WHEN n % 2 = 0 THEN repeat('très bien ', (n % 40)::int) END
FROM generate_series(0, {rows} / 20) n
--
INSERT INTO promo_codes VALUES ('SPRING', 10), ('SUMMER', 12.5)
--
SELECT setval('customers_id_seq', {rows}), setval('categories_id_seq', 100), setval('products_id_seq', {rows}), setval('orders_id_seq', {rows})
