/*
 * A browser key reads only rows of its own tenants, and writes nothing: every write goes through platform-api.
 */
do $$
declare
  v_table text;
begin
  foreach v_table in array array[
    'members', 'client_providers', 'sender_profiles', 'sender_states', 'pause_events', 'active_pauses',
    'contacts', 'contact_aliases', 'opt_outs', 'contact_lists', 'contact_list_members', 'templates',
    'campaigns', 'campaign_progress', 'sends', 'send_attempts', 'active_conversations', 'chat_messages', 'conversation_events',
    'model_usage'] loop
    execute format('drop policy if exists members_read_own_rows on public.%I', v_table);
    execute format(
      'create policy members_read_own_rows on public.%I for select to authenticated using (client_id in (select app.my_client_ids()))', v_table);
  end loop;
end
$$;

drop policy if exists members_read_own_client on public.clients;
create policy members_read_own_client on public.clients
  for select to authenticated using (id in (select app.my_client_ids()));

drop policy if exists members_listen_to_own_channels on realtime.messages;
create policy members_listen_to_own_channels on realtime.messages
  for select to authenticated using (extension = 'broadcast' and (select app.may_join((select realtime.topic()))));
