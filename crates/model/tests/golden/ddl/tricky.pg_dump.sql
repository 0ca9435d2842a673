--
-- PostgreSQL database dump
--

\restrict key

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: Other Schema; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA "Other Schema";


ALTER SCHEMA "Other Schema" OWNER TO postgres;

--
-- Name: app; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO postgres;

--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;


--
-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--
-- Name: citext; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;


--
-- Name: EXTENSION citext; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';


--
-- Name: hstore; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;


--
-- Name: EXTENSION hstore; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';


--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;


--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';


--
-- Name: addr; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.addr AS (
	street text,
	zip character varying(10)
);


ALTER TYPE app.addr OWNER TO postgres;

--
-- Name: email; Type: DOMAIN; Schema: app; Owner: postgres
--

CREATE DOMAIN app.email AS public.citext NOT NULL DEFAULT 'x@y'::public.citext
	CONSTRAINT email_check CHECK ((VALUE OPERATOR(public.~) '@'::public.citext))
	CONSTRAINT second CHECK ((length((VALUE)::text) < 100));


ALTER DOMAIN app.email OWNER TO postgres;

--
-- Name: email2; Type: DOMAIN; Schema: app; Owner: postgres
--

CREATE DOMAIN app.email2 AS app.email DEFAULT 'x@y'::public.citext;


ALTER DOMAIN app.email2 OWNER TO postgres;

--
-- Name: mood; Type: TYPE; Schema: app; Owner: postgres
--

CREATE TYPE app.mood AS ENUM (
    'sad',
    'ok',
    'happy'
);


ALTER TYPE app.mood OWNER TO postgres;

--
-- Name: mood; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.mood AS ENUM (
    'x'
);


ALTER TYPE public.mood OWNER TO postgres;

--
-- Name: trg(); Type: FUNCTION; Schema: app; Owner: postgres
--

CREATE FUNCTION app.trg() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin return new; end $$;


ALTER FUNCTION app.trg() OWNER TO postgres;

--
-- Name: dummy; Type: FOREIGN DATA WRAPPER; Schema: -; Owner: postgres
--

CREATE FOREIGN DATA WRAPPER dummy;


ALTER FOREIGN DATA WRAPPER dummy OWNER TO postgres;

--
-- Name: srv; Type: SERVER; Schema: -; Owner: postgres
--

CREATE SERVER srv FOREIGN DATA WRAPPER dummy;


ALTER SERVER srv OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: We"ird TABLE; Type: TABLE; Schema: Other Schema; Owner: postgres
--

CREATE TABLE "Other Schema"."We""ird TABLE" (
    "sel""ect" integer NOT NULL,
    "a b" integer,
    "ünï" text,
    "order" integer
);


ALTER TABLE "Other Schema"."We""ird TABLE" OWNER TO postgres;

--
-- Name: free_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.free_seq
    START WITH 100
    INCREMENT BY 5
    NO MINVALUE
    MAXVALUE 1000
    CACHE 20
    CYCLE;


ALTER TABLE app.free_seq OWNER TO postgres;

--
-- Name: alltypes; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.alltypes (
    id bigint NOT NULL,
    id2 integer NOT NULL,
    bs bigint NOT NULL,
    n numeric,
    n2 numeric(10,2),
    n3 numeric(5,-2),
    vc character varying,
    vc5 character varying(5),
    c1 character(1),
    c5 character(5),
    bp bpchar,
    ch "char",
    t text,
    by bytea,
    ts timestamp(3) without time zone,
    tstz timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    iv interval day to second(3),
    iv2 interval,
    b boolean DEFAULT true,
    bit8 bit(8),
    vb bit varying,
    vb5 bit varying(5),
    u uuid DEFAULT gen_random_uuid(),
    j json,
    jb jsonb DEFAULT '{}'::jsonb NOT NULL,
    ia integer[] DEFAULT '{}'::integer[],
    ta text[] DEFAULT ARRAY['a'::text, 'b''c'::text],
    m app.mood DEFAULT 'sad'::app.mood,
    pm public.mood DEFAULT 'x'::public.mood,
    ma app.mood[],
    em app.email,
    em2 app.email2,
    ad app.addr,
    h public.hstore,
    ci public.citext,
    r int4range,
    d date DEFAULT CURRENT_DATE,
    d2 date DEFAULT '2024-01-01'::date,
    tt time(3) without time zone DEFAULT '12:00:00'::time without time zone,
    neg integer DEFAULT '-5'::integer,
    neg2 numeric DEFAULT '-1.5'::numeric,
    nul text,
    emp text DEFAULT ''::text,
    q text DEFAULT 'it''s'::text,
    esc text DEFAULT 'a
b\c'::text,
    cast1 text DEFAULT 'x'::character varying,
    fn text DEFAULT upper('x'::text),
    seqd bigint DEFAULT nextval('app.free_seq'::regclass),
    gen integer GENERATED ALWAYS AS ((neg * 2)) STORED,
    gen2 text GENERATED ALWAYS AS (lower(t)) STORED,
    iv3 timestamp with time zone DEFAULT (now() + '7 days'::interval),
    iv4 timestamp without time zone DEFAULT (now() AT TIME ZONE 'utc'::text),
    arr1 integer DEFAULT (ARRAY[1, 2])[1],
    mny money DEFAULT 5,
    x xml,
    dd double precision DEFAULT '10000000000'::numeric,
    rr real DEFAULT 0.1
);


ALTER TABLE app.alltypes OWNER TO postgres;

--
-- Name: TABLE alltypes; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON TABLE app.alltypes IS 'all ''types'' é';


--
-- Name: COLUMN alltypes.n; Type: COMMENT; Schema: app; Owner: postgres
--

COMMENT ON COLUMN app.alltypes.n IS 'num';


--
-- Name: alltypes_bs_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.alltypes_bs_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE app.alltypes_bs_seq OWNER TO postgres;

--
-- Name: alltypes_bs_seq; Type: SEQUENCE OWNED BY; Schema: app; Owner: postgres
--

ALTER SEQUENCE app.alltypes_bs_seq OWNED BY app.alltypes.bs;


--
-- Name: alltypes_id2_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

ALTER TABLE app.alltypes ALTER COLUMN id2 ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME app.alltypes_id2_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: alltypes_id_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

ALTER TABLE app.alltypes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.alltypes_id_seq
    START WITH 10
    INCREMENT BY 2
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parent; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.parent (
    id integer NOT NULL,
    a integer,
    b character varying(10) DEFAULT 'x'::character varying,
    "MixedCase" text COLLATE pg_catalog."C",
    created timestamp(3) with time zone DEFAULT now(),
    later integer
);


ALTER TABLE app.parent OWNER TO postgres;

--
-- Name: child; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.child (
    extra integer
)
INHERITS (app.parent);


ALTER TABLE app.child OWNER TO postgres;

--
-- Name: child_fk_to_part; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.child_fk_to_part (
    id integer NOT NULL
);


ALTER TABLE app.child_fk_to_part OWNER TO postgres;

--
-- Name: fk_child; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.fk_child (
    x integer NOT NULL,
    y integer NOT NULL,
    z text,
    self integer,
    pid integer,
    CONSTRAINT chk_ni CHECK ((self < 100)) NO INHERIT,
    CONSTRAINT dup_chk CHECK ((x > 0))
);


ALTER TABLE app.fk_child OWNER TO postgres;

--
-- Name: fk_parent; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.fk_parent (
    a integer NOT NULL,
    b integer NOT NULL,
    c text,
    CONSTRAINT dup_chk CHECK ((a > 0))
);


ALTER TABLE app.fk_parent OWNER TO postgres;

--
-- Name: ft; Type: FOREIGN TABLE; Schema: app; Owner: postgres
--

CREATE FOREIGN TABLE app.ft (
    a integer
)
SERVER srv;


ALTER FOREIGN TABLE app.ft OWNER TO postgres;

--
-- Name: hpart; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.hpart (
    k integer,
    e integer
)
PARTITION BY HASH (k, ((e + 1)));


ALTER TABLE app.hpart OWNER TO postgres;

--
-- Name: hpart0; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.hpart0 (
    k integer,
    e integer
);


ALTER TABLE app.hpart0 OWNER TO postgres;

--
-- Name: idx; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.idx (
    id integer,
    t text,
    v character varying(20),
    j jsonb,
    ts timestamp without time zone,
    arr integer[],
    p point,
    lo text
);

ALTER TABLE ONLY app.idx REPLICA IDENTITY FULL;


ALTER TABLE app.idx OWNER TO postgres;

--
-- Name: inv; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.inv (
    a integer
);


ALTER TABLE app.inv OWNER TO postgres;

--
-- Name: longnames; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.longnames (
    a12345678901234567890123456789012345678901234567890123456789012 integer
);


ALTER TABLE app.longnames OWNER TO postgres;

--
-- Name: mv; Type: MATERIALIZED VIEW; Schema: app; Owner: postgres
--

CREATE MATERIALIZED VIEW app.mv AS
 SELECT count(*) AS count
   FROM app.parent
  WITH NO DATA;


ALTER TABLE app.mv OWNER TO postgres;

--
-- Name: nocols; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.nocols (
);


ALTER TABLE app.nocols OWNER TO postgres;

--
-- Name: nulls; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.nulls (
    a integer,
    b integer
);


ALTER TABLE app.nulls OWNER TO postgres;

--
-- Name: parent_id_seq; Type: SEQUENCE; Schema: app; Owner: postgres
--

CREATE SEQUENCE app.parent_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE app.parent_id_seq OWNER TO postgres;

--
-- Name: parent_id_seq; Type: SEQUENCE OWNED BY; Schema: app; Owner: postgres
--

ALTER SEQUENCE app.parent_id_seq OWNED BY app.parent.id;


--
-- Name: part; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part (
    id integer,
    d date,
    v text
)
PARTITION BY RANGE (d);


ALTER TABLE app.part OWNER TO postgres;

--
-- Name: part_2024; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_2024 (
    id integer,
    d date,
    v text
);


ALTER TABLE app.part_2024 OWNER TO postgres;

--
-- Name: part_2025; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_2025 (
    id integer,
    d date,
    v text
)
PARTITION BY LIST (v);


ALTER TABLE app.part_2025 OWNER TO postgres;

--
-- Name: part_2025_a; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_2025_a (
    id integer,
    d date,
    v text
);


ALTER TABLE app.part_2025_a OWNER TO postgres;

--
-- Name: part_def; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_def (
    id integer,
    d date,
    v text
);


ALTER TABLE app.part_def OWNER TO postgres;

--
-- Name: part_ref; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.part_ref (
    id integer,
    d date,
    v text
);


ALTER TABLE app.part_ref OWNER TO postgres;

--
-- Name: rv; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.rv AS
 WITH RECURSIVE rv(n) AS (
         SELECT 1 AS "?column?"
        UNION ALL
         SELECT (rv_1.n + 1)
           FROM rv rv_1
          WHERE (rv_1.n < 5)
        )
 SELECT rv.n
   FROM rv;


ALTER TABLE app.rv OWNER TO postgres;

--
-- Name: typed; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.typed OF app.addr;


ALTER TABLE app.typed OWNER TO postgres;

--
-- Name: unl; Type: TABLE; Schema: app; Owner: postgres
--

CREATE UNLOGGED TABLE app.unl (
    a integer
);


ALTER TABLE app.unl OWNER TO postgres;

--
-- Name: v1; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v1 AS
 SELECT parent.id,
    parent."MixedCase"
   FROM app.parent
  WHERE (parent.a > 1)
  WITH LOCAL CHECK OPTION;


ALTER TABLE app.v1 OWNER TO postgres;

--
-- Name: v2; Type: VIEW; Schema: app; Owner: postgres
--

CREATE VIEW app.v2 AS
 SELECT v1.id,
    v1."MixedCase"
   FROM app.v1;


ALTER TABLE app.v2 OWNER TO postgres;

--
-- Name: xref; Type: TABLE; Schema: app; Owner: postgres
--

CREATE TABLE app.xref (
    a integer,
    m public.mood
);


ALTER TABLE app.xref OWNER TO postgres;

--
-- Name: parent; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.parent (
    id integer NOT NULL
);


ALTER TABLE public.parent OWNER TO postgres;

--
-- Name: hpart0; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.hpart ATTACH PARTITION app.hpart0 FOR VALUES WITH (modulus 2, remainder 0);


--
-- Name: part_2024; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');


--
-- Name: part_2025; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');


--
-- Name: part_2025_a; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_2025 ATTACH PARTITION app.part_2025_a FOR VALUES IN ('a', NULL);


--
-- Name: part_def; Type: TABLE ATTACH; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part ATTACH PARTITION app.part_def DEFAULT;


--
-- Name: alltypes bs; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.alltypes ALTER COLUMN bs SET DEFAULT nextval('app.alltypes_bs_seq'::regclass);


--
-- Name: child id; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child ALTER COLUMN id SET DEFAULT nextval('app.parent_id_seq'::regclass);


--
-- Name: child b; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child ALTER COLUMN b SET DEFAULT 'x'::character varying;


--
-- Name: child created; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child ALTER COLUMN created SET DEFAULT now();


--
-- Name: parent id; Type: DEFAULT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.parent ALTER COLUMN id SET DEFAULT nextval('app.parent_id_seq'::regclass);


--
-- Name: We"ird TABLE We"ird TABLE_pkey; Type: CONSTRAINT; Schema: Other Schema; Owner: postgres
--

ALTER TABLE ONLY "Other Schema"."We""ird TABLE"
    ADD CONSTRAINT "We""ird TABLE_pkey" PRIMARY KEY ("sel""ect");


--
-- Name: alltypes alltypes_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.alltypes
    ADD CONSTRAINT alltypes_pkey PRIMARY KEY (id);


--
-- Name: child_fk_to_part child_fk_to_part_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.child_fk_to_part
    ADD CONSTRAINT child_fk_to_part_pkey PRIMARY KEY (id);


--
-- Name: fk_child chk_nv; Type: CHECK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE app.fk_child
    ADD CONSTRAINT chk_nv CHECK ((self > 0)) NOT VALID;


--
-- Name: fk_child fk_child_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.fk_child
    ADD CONSTRAINT fk_child_pkey PRIMARY KEY (x, y);


--
-- Name: fk_parent fk_parent_c_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.fk_parent
    ADD CONSTRAINT fk_parent_c_key UNIQUE (c);


--
-- Name: fk_parent fk_parent_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.fk_parent
    ADD CONSTRAINT fk_parent_pkey PRIMARY KEY (b, a);


--
-- Name: nulls nulls_a_int4range_excl; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.nulls
    ADD CONSTRAINT nulls_a_int4range_excl EXCLUDE USING gist (a WITH =, int4range(a, b) WITH &&) WHERE ((a > 0));


--
-- Name: nulls nulls_a_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.nulls
    ADD CONSTRAINT nulls_a_key UNIQUE NULLS NOT DISTINCT (a);


--
-- Name: parent parent_pkey; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.parent
    ADD CONSTRAINT parent_pkey PRIMARY KEY (id);


--
-- Name: part part_id_d_v_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part
    ADD CONSTRAINT part_id_d_v_key UNIQUE (id, d, v);


--
-- Name: part_2024 part_2024_id_d_v_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_2024
    ADD CONSTRAINT part_2024_id_d_v_key UNIQUE (id, d, v);


--
-- Name: part_2025 part_2025_id_d_v_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_2025
    ADD CONSTRAINT part_2025_id_d_v_key UNIQUE (id, d, v);


--
-- Name: part_2025_a part_2025_a_id_d_v_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_2025_a
    ADD CONSTRAINT part_2025_a_id_d_v_key UNIQUE (id, d, v);


--
-- Name: part_def part_def_id_d_v_key; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_def
    ADD CONSTRAINT part_def_id_d_v_key UNIQUE (id, d, v);


--
-- Name: nulls ud; Type: CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.nulls
    ADD CONSTRAINT ud UNIQUE (b) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: parent parent_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.parent
    ADD CONSTRAINT parent_pkey PRIMARY KEY (id);


--
-- Name: Idx Name; Type: INDEX; Schema: Other Schema; Owner: postgres
--

CREATE INDEX "Idx Name" ON "Other Schema"."We""ird TABLE" USING btree ("a b", lower("ünï"));


--
-- Name: ix_brin; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_brin ON app.idx USING brin (ts) WITH (pages_per_range='32');


--
-- Name: ix_desc; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_desc ON app.idx USING btree (id DESC NULLS LAST, t NULLS FIRST);

ALTER TABLE app.idx CLUSTER ON ix_desc;


--
-- Name: ix_expr; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_expr ON app.idx USING btree (((j ->> 'a'::text)), ((id + 1)));


--
-- Name: ix_gin; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_gin ON app.idx USING gin (j jsonb_path_ops);


--
-- Name: ix_gin2; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_gin2 ON app.idx USING gin (t public.gin_trgm_ops, arr) WITH (fastupdate=off);


--
-- Name: ix_gist; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_gist ON app.idx USING gist (p);


--
-- Name: ix_hash; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_hash ON app.idx USING hash (id);


--
-- Name: ix_incl; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_incl ON app.idx USING btree (id) INCLUDE (t, v);


--
-- Name: ix_ops; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_ops ON app.idx USING btree (t text_pattern_ops, v COLLATE "C" varchar_pattern_ops DESC);


--
-- Name: ix_part; Type: INDEX; Schema: app; Owner: postgres
--

CREATE UNIQUE INDEX ix_part ON app.idx USING btree (lower(t), v) WHERE ((ts IS NULL) AND ((v)::text <> 'it''s'::text));


--
-- Name: ix_part_v; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX ix_part_v ON ONLY app.part USING btree (v);


--
-- Name: ix_unn; Type: INDEX; Schema: app; Owner: postgres
--

CREATE UNIQUE INDEX ix_unn ON app.idx USING btree (v) NULLS NOT DISTINCT;


--
-- Name: mv_count_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX mv_count_idx ON app.mv USING btree (count);


--
-- Name: part_2024_v_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_2024_v_idx ON app.part_2024 USING btree (v);


--
-- Name: part_2025_v_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_2025_v_idx ON ONLY app.part_2025 USING btree (v);


--
-- Name: part_2025_a_v_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_2025_a_v_idx ON app.part_2025_a USING btree (v);


--
-- Name: part_def_v_idx; Type: INDEX; Schema: app; Owner: postgres
--

CREATE INDEX part_def_v_idx ON app.part_def USING btree (v);


--
-- Name: part_2024_id_d_v_key; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_id_d_v_key ATTACH PARTITION app.part_2024_id_d_v_key;


--
-- Name: part_2024_v_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.ix_part_v ATTACH PARTITION app.part_2024_v_idx;


--
-- Name: part_2025_a_id_d_v_key; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_2025_id_d_v_key ATTACH PARTITION app.part_2025_a_id_d_v_key;


--
-- Name: part_2025_a_v_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_2025_v_idx ATTACH PARTITION app.part_2025_a_v_idx;


--
-- Name: part_2025_id_d_v_key; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_id_d_v_key ATTACH PARTITION app.part_2025_id_d_v_key;


--
-- Name: part_2025_v_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.ix_part_v ATTACH PARTITION app.part_2025_v_idx;


--
-- Name: part_def_id_d_v_key; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.part_id_d_v_key ATTACH PARTITION app.part_def_id_d_v_key;


--
-- Name: part_def_v_idx; Type: INDEX ATTACH; Schema: app; Owner: postgres
--

ALTER INDEX app.ix_part_v ATTACH PARTITION app.part_def_v_idx;


--
-- Name: st; Type: STATISTICS; Schema: app; Owner: postgres
--

CREATE STATISTICS app.st (dependencies) ON a, b FROM app.fk_parent;


ALTER STATISTICS app.st OWNER TO postgres;

--
-- Name: v2 r1; Type: RULE; Schema: app; Owner: postgres
--

CREATE RULE r1 AS
    ON INSERT TO app.v2 DO INSTEAD NOTHING;


--
-- Name: parent tr1; Type: TRIGGER; Schema: app; Owner: postgres
--

CREATE TRIGGER tr1 BEFORE INSERT OR UPDATE OF a ON app.parent FOR EACH ROW WHEN ((new.a IS NOT NULL)) EXECUTE FUNCTION app.trg();

ALTER TABLE app.parent DISABLE TRIGGER tr1;


--
-- Name: parent tr2; Type: TRIGGER; Schema: app; Owner: postgres
--

CREATE CONSTRAINT TRIGGER tr2 AFTER INSERT ON app.parent DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION app.trg();


--
-- Name: We"ird TABLE We"ird TABLE_a b_fkey; Type: FK CONSTRAINT; Schema: Other Schema; Owner: postgres
--

ALTER TABLE ONLY "Other Schema"."We""ird TABLE"
    ADD CONSTRAINT "We""ird TABLE_a b_fkey" FOREIGN KEY ("a b") REFERENCES "Other Schema"."We""ird TABLE"("sel""ect");


--
-- Name: fk_child fk_ab; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.fk_child
    ADD CONSTRAINT fk_ab FOREIGN KEY (x, y) REFERENCES app.fk_parent(a, b) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (x) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: fk_child fk_nv; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.fk_child
    ADD CONSTRAINT fk_nv FOREIGN KEY (z) REFERENCES app.fk_parent(c) ON DELETE SET DEFAULT NOT VALID;


--
-- Name: part_ref part_ref_id_d_v_fkey; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.part_ref
    ADD CONSTRAINT part_ref_id_d_v_fkey FOREIGN KEY (id, d, v) REFERENCES app.part(id, d, v);


--
-- Name: part pfk; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE app.part
    ADD CONSTRAINT pfk FOREIGN KEY (id) REFERENCES app.child_fk_to_part(id);


--
-- Name: xref xref_a_fkey; Type: FK CONSTRAINT; Schema: app; Owner: postgres
--

ALTER TABLE ONLY app.xref
    ADD CONSTRAINT xref_a_fkey FOREIGN KEY (a) REFERENCES public.parent(id);


--
-- Name: parent p1; Type: POLICY; Schema: app; Owner: postgres
--

CREATE POLICY p1 ON app.parent USING ((a > 0));


--
-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA app TO ro;


--
-- Name: TABLE parent; Type: ACL; Schema: app; Owner: postgres
--

GRANT SELECT ON TABLE app.parent TO ro;


--
-- PostgreSQL database dump complete
--

\unrestrict key

