CREATE TABLE "alarms" (
  "name" text not null primary key,
  "status" text not null,
  "since" text not null
);

CREATE TABLE "archived_files" (
  "call_id" text not null,
  "name" text not null,
  "content_type" text not null,
  "bytes" double precision not null,
  "sha256" text not null,
  "stored_in" text not null,
  "key" text not null,
  "archived_at" text not null,
  "place" text,
  constraint "archived_files_pkey" primary key ("call_id", "name")
);

CREATE TABLE "call_events" (
  "call_id" text not null,
  "sequence" integer not null,
  "at_ms" double precision not null,
  "recorded_at" text not null,
  "kind" text not null,
  "event" text not null,
  constraint "call_events_pkey" primary key ("call_id", "sequence")
);

CREATE TABLE "call_keys" (
  "key" text not null primary key,
  "call_id" text not null
);

CREATE TABLE "call_outcomes" (
  "call_id" text not null primary key references "calls" ("id") on delete cascade,
  "reason" text not null,
  "detail" text not null,
  "duration_ms" double precision not null,
  "caller_turns" integer not null,
  "agent_turns" integer not null,
  "tool_count" integer not null,
  "interruption_count" integer not null,
  "first_audio_ms" double precision,
  "turn_latencies_ms" text not null,
  "input_text_tokens" double precision not null,
  "input_audio_tokens" double precision not null,
  "cached_text_tokens" double precision not null,
  "cached_audio_tokens" double precision not null,
  "output_text_tokens" double precision not null,
  "output_audio_tokens" double precision not null,
  "cost_usd" double precision
);

CREATE TABLE "calls" (
  "id" text not null primary key,
  "carrier" text not null,
  "carrier_call_id" text not null,
  "direction" text not null,
  "from_number" text not null,
  "to_number" text not null,
  "agent" text not null,
  "model" text not null,
  "status" text not null,
  "started_at" text not null,
  "ended_at" text,
  "tools" text not null,
  "interruptions" text not null,
  "consultations" text default '[]' not null,
  "consulted_for" text,
  "steering" text default '{}' not null,
  "cost" text default '{"usd":null,"knownUsd":0,"parts":[]}' not null,
  "known_usd" double precision default 0 not null,
  "sound" text,
  "conclusion" text
);

CREATE TABLE "forgotten_kinds" (
  "call_id" text not null references "calls" ("id") on delete cascade,
  "kind" text not null,
  constraint "forgotten_kinds_pkey" primary key ("call_id", "kind")
);

CREATE TABLE "holds" (
  "subject" text not null primary key,
  "kind" text not null,
  "reason" text not null,
  "held_at" text not null
);

CREATE TABLE "jobs" (
  "id" text not null primary key,
  "kind" text not null,
  "place" text,
  "payload" text not null,
  "attempts" integer not null,
  "lease" text,
  "created_at" text not null,
  "due_at" text not null,
  "fault" text,
  "dead_at" text
);

CREATE TABLE "offhook_migrations" (
  "name" varchar(255) not null primary key,
  "timestamp" varchar(255) not null
);

CREATE TABLE "offhook_migrations_lock" (
  "id" varchar(255) not null primary key,
  "is_locked" integer default 0 not null
);

CREATE TABLE "recordings" (
  "call_id" text not null primary key references "calls" ("id") on delete cascade,
  "path" text not null,
  "bytes" double precision not null,
  "duration_ms" double precision not null
);

CREATE TABLE "shelf" (
  "collection" text not null,
  "key" text not null,
  "value" text not null,
  constraint "shelf_pkey" primary key ("collection", "key")
);

CREATE TABLE "transcripts" (
  "call_id" text not null references "calls" ("id") on delete cascade,
  "position" integer not null,
  "role" text not null,
  "at_ms" double precision not null,
  "text" text not null,
  "heard" text,
  "agent" text,
  constraint "transcripts_pkey" primary key ("call_id", "position")
);

CREATE TABLE "turns" (
  "call_id" text not null references "calls" ("id") on delete cascade,
  "position" integer not null,
  "happened_at" text not null,
  "agent" text not null,
  "at_ms" double precision not null,
  "latency_ms" double precision not null,
  "endpointing_ms" double precision not null,
  "model_ms" double precision not null,
  "tools_ms" double precision not null,
  "relay_ms" double precision not null,
  "carrier_ms" double precision not null,
  "complete_ms" double precision,
  "why" text,
  constraint "turns_pkey" primary key ("call_id", "position")
);

CREATE TABLE "workflow_spans" (
  "call_id" text not null,
  "span_id" text not null,
  "trace_id" text not null,
  "parent_span_id" text,
  "name" text not null,
  "kind" text not null,
  "start_us" double precision not null,
  "end_us" double precision,
  "status" text not null,
  "attributes" text not null,
  constraint "workflow_spans_pkey" primary key ("call_id", "span_id")
);

CREATE INDEX "calls_by_callee" on "calls" ("to_number", "id");

CREATE INDEX "calls_by_caller" on "calls" ("from_number", "id");

CREATE INDEX "calls_by_carrier_call_id" on "calls" ("carrier_call_id", "started_at");

CREATE INDEX "calls_by_consultation" on "calls" ("consulted_for");

CREATE INDEX "calls_by_end" on "calls" ("ended_at", "id");

CREATE INDEX "calls_by_start" on "calls" ("started_at", "id");

CREATE INDEX "calls_by_status" on "calls" ("status", "started_at", "id");

CREATE INDEX "jobs_by_creation" on "jobs" ("created_at", "id");

CREATE INDEX "jobs_by_due" on "jobs" ("due_at", "id");

CREATE INDEX "turns_by_instant" on "turns" ("happened_at");

CREATE INDEX "workflow_spans_by_name" on "workflow_spans" ("name", "start_us");
