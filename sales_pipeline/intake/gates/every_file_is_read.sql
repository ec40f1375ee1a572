-- Every file under crm/ is read by a source of the mapping.
-- on: source_files
-- warn: unread_files_warn_count
select source_files.source_file
from source_files
where source_files.table_name = ''
order by source_files.source_file asc
