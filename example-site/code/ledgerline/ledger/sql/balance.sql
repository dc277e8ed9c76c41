-- The last line of defence: no committed entry is out of balance, whoever wrote it.
-- Deferred, because an entry is out of balance between its first line and its last.
create function entry_must_balance() returns trigger language plpgsql as $$
declare
    difference bigint;
begin
    select sum(ore) into difference
    from ledger_line
    where entry_id = new.entry_id;

    if difference <> 0 then
        raise exception 'entry % is out of balance by % øre', new.entry_id, difference
            using errcode = 'check_violation';
    end if;
    return null;
end;
$$;

-- region: guards
create constraint trigger entry_balances
    after insert on ledger_line
    deferrable initially deferred
    for each row execute function entry_must_balance();

-- Insert is the only verb. A correction is another entry, so the application's role
-- cannot change a booked line even if the application asks for it.
revoke update, delete, truncate on ledger_line from ledger_app;
-- endregion
