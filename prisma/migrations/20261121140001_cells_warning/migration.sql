-- The stored bill can differ from what was read, too.
ALTER TABLE "books_warnings" DROP CONSTRAINT "books_warnings_kind_known";
ALTER TABLE "books_warnings" ADD CONSTRAINT "books_warnings_kind_known" CHECK ("kind" IN ('lines', 'totals', 'book', 'cells', 'activity', 'credits'));
