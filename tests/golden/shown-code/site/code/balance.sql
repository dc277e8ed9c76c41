-- region: sum
select sum(amount)
  from entries
-- endregion
