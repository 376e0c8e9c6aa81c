alarms.name text collate "C" not null
alarms.status text not null
alarms.since timestamp with time zone not null
alarms_pkey: PRIMARY KEY (name)
archived_files.call_id text collate "C" not null
archived_files.name text collate "C" not null
archived_files.content_type text not null
archived_files.bytes double precision not null
archived_files.sha256 text not null
archived_files.stored_in text not null
archived_files.key text not null
archived_files.archived_at timestamp with time zone not null
archived_files.place text
archived_files_pkey: PRIMARY KEY (call_id, name)
call_events.call_id text collate "C" not null
call_events.sequence integer not null
call_events.at_ms double precision not null
call_events.recorded_at timestamp with time zone not null
call_events.kind text not null
call_events.event jsonb not null -- PII
call_events_pkey: PRIMARY KEY (call_id, sequence)
call_keys.key text collate "C" not null
call_keys.call_id text collate "C" not null
call_keys_pkey: PRIMARY KEY (key)
call_outcomes.call_id text collate "C" not null
call_outcomes.reason text not null
call_outcomes.detail text not null
call_outcomes.duration_ms double precision not null
call_outcomes.caller_turns integer not null
call_outcomes.agent_turns integer not null
call_outcomes.tool_count integer not null
call_outcomes.interruption_count integer not null
call_outcomes.first_audio_ms double precision
call_outcomes.turn_latencies_ms jsonb not null
call_outcomes.input_text_tokens double precision not null
call_outcomes.input_audio_tokens double precision not null
call_outcomes.cached_text_tokens double precision not null
call_outcomes.cached_audio_tokens double precision not null
call_outcomes.output_text_tokens double precision not null
call_outcomes.output_audio_tokens double precision not null
call_outcomes.cost_usd double precision
call_outcomes_call_id_fkey: FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE CASCADE
call_outcomes_pkey: PRIMARY KEY (call_id)
calls.id text collate "C" not null
calls.carrier text not null
calls.carrier_call_id text collate "C" not null
calls.direction text not null
calls.from_number text not null -- PII
calls.to_number text not null -- PII
calls.agent text not null
calls.model text not null
calls.status text not null
calls.started_at timestamp with time zone not null
calls.ended_at timestamp with time zone
calls.tools jsonb not null -- PII
calls.interruptions jsonb not null
calls.consultations jsonb not null default '[]'::jsonb -- PII
calls.consulted_for text collate "C"
calls.steering jsonb not null default '{}'::jsonb -- PII
calls.cost jsonb not null default '{"usd": null, "parts": [], "knownUsd": 0}'::jsonb
calls.known_usd double precision not null default 0
calls.sound jsonb
calls.conclusion jsonb -- PII
calls_pkey: PRIMARY KEY (id)
CREATE INDEX calls_by_callee ON public.calls USING btree (to_number, id)
CREATE INDEX calls_by_caller ON public.calls USING btree (from_number, id)
CREATE INDEX calls_by_carrier_call_id ON public.calls USING btree (carrier_call_id, started_at)
CREATE INDEX calls_by_consultation ON public.calls USING btree (consulted_for)
CREATE INDEX calls_by_end ON public.calls USING btree (ended_at, id)
CREATE INDEX calls_by_start ON public.calls USING btree (started_at, id)
CREATE INDEX calls_by_status ON public.calls USING btree (status, started_at, id)
forgotten_kinds.call_id text collate "C" not null
forgotten_kinds.kind text collate "C" not null
forgotten_kinds_call_id_fkey: FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE CASCADE
forgotten_kinds_pkey: PRIMARY KEY (call_id, kind)
holds.subject text collate "C" not null -- PII
holds.kind text not null
holds.reason text not null -- PII
holds.held_at timestamp with time zone not null
holds_pkey: PRIMARY KEY (subject)
jobs.id text collate "C" not null
jobs.kind text not null
jobs.place text
jobs.payload jsonb not null
jobs.attempts integer not null
jobs.lease text
jobs.created_at timestamp with time zone not null
jobs.due_at timestamp with time zone not null
jobs.fault text
jobs.dead_at timestamp with time zone
jobs_pkey: PRIMARY KEY (id)
CREATE INDEX jobs_by_creation ON public.jobs USING btree (created_at, id)
CREATE INDEX jobs_by_due ON public.jobs USING btree (due_at, id)
offhook_migrations.name character varying(255) not null
offhook_migrations.timestamp character varying(255) not null
offhook_migrations_pkey: PRIMARY KEY (name)
offhook_migrations_lock.id character varying(255) not null
offhook_migrations_lock.is_locked integer not null default 0
offhook_migrations_lock_pkey: PRIMARY KEY (id)
recordings.call_id text collate "C" not null
recordings.path text not null
recordings.bytes double precision not null
recordings.duration_ms double precision not null
recordings_call_id_fkey: FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE CASCADE
recordings_pkey: PRIMARY KEY (call_id)
shelf.collection text collate "C" not null
shelf.key text collate "C" not null
shelf.value jsonb not null -- PII
shelf_pkey: PRIMARY KEY (collection, key)
transcripts.call_id text collate "C" not null
transcripts.position integer not null
transcripts.role text not null
transcripts.at_ms double precision not null
transcripts.text text not null -- PII
transcripts.heard text -- PII
transcripts.agent text
transcripts_call_id_fkey: FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE CASCADE
transcripts_pkey: PRIMARY KEY (call_id, "position")
turns.call_id text collate "C" not null
turns.position integer not null
turns.happened_at timestamp with time zone not null
turns.agent text collate "C" not null
turns.at_ms double precision not null
turns.latency_ms double precision not null
turns.endpointing_ms double precision not null
turns.model_ms double precision not null
turns.tools_ms double precision not null
turns.relay_ms double precision not null
turns.carrier_ms double precision not null
turns.complete_ms double precision
turns.why text
turns_call_id_fkey: FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE CASCADE
turns_pkey: PRIMARY KEY (call_id, "position")
CREATE INDEX turns_by_instant ON public.turns USING btree (happened_at)
workflow_spans.call_id text collate "C" not null
workflow_spans.span_id text collate "C" not null
workflow_spans.trace_id text not null
workflow_spans.parent_span_id text
workflow_spans.name text not null
workflow_spans.kind text not null
workflow_spans.start_us double precision not null
workflow_spans.end_us double precision
workflow_spans.status text not null
workflow_spans.attributes jsonb not null
workflow_spans_pkey: PRIMARY KEY (call_id, span_id)
CREATE INDEX workflow_spans_by_name ON public.workflow_spans USING btree (name, start_us)
