// A page is a range of sequences. Log lines lie in blocks, one step in each, so blocks of jobs that ran side by side
// overlap; a page takes whole blocks in the order of their first lines until it has enough, and ends before the first
// line of the next one: all that comes before lies in what was taken. Runs of the time before there were blocks have
// their lines among the other events.
#include "store/read_events.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <algorithm>
#include <limits>
#include <string>

#include "base/json.h"
#include "store/log_block.h"

namespace ropewalk::store {
namespace {

using record::Event;
using record::EventPage;
using record::EventQuery;

constexpr std::uint64_t kNoEnd = std::numeric_limits<std::int64_t>::max();
/// How the JSON form of a log line begins.
constexpr std::string_view kLogStart = R"({"type":"log",)";

/// A column as text, whatever it holds.
std::string text_of(SQLite::Statement& row, int column) { return row.getColumn(column).getString(); }

std::uint64_t number_of(SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(row.getColumn(column).getInt64(), 0));
}

class PageReader {
 public:
  PageReader(SQLite::Database& database, const EventQuery& query) : database_(database), query_(query) {}

  EventPage read() {
    std::uint64_t end = kNoEnd;
    if (query_.kinds != EventQuery::Kinds::kWithoutLogs) {
      end = read_blocks();
    }
    end = read_rows(end);
    std::stable_sort(page_.events.begin(), page_.events.end(),
                     [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
    page_.is_last = end == kNoEnd;
    page_.last = page_.is_last && !page_.events.empty() ? page_.events.back().sequence
                 : page_.is_last                        ? query_.after
                                                        : end;
    return std::move(page_);
  }

 private:
  /// Takes blocks; where the page ends by them.
  std::uint64_t read_blocks() {
    SQLite::Statement rows(database_, query_.step
                                          ? "SELECT first, job, step, lines, body FROM log_blocks "
                                            "WHERE run = ?1 AND last > ?2 AND job = ?3 AND step = ?4 ORDER BY first"
                                          : "SELECT first, job, step, lines, body FROM log_blocks "
                                            "WHERE run = ?1 AND last > ?2 ORDER BY first");
    SQLite::bind(rows, query_.run.text(), after());
    if (query_.step) {
      rows.bind(3, query_.step->first.text());
      rows.bind(4, query_.step->second);
    }
    std::vector<Event> lines;
    std::size_t bytes = 0;
    std::uint64_t end = kNoEnd;
    while (rows.executeStep()) {
      const std::uint64_t first = number_of(rows, 0);
      if (bytes >= query_.page_bytes && first > query_.after + 1) {
        end = first - 1;
        break;
      }
      take_block(rows, lines, bytes);
    }
    for (Event& line : lines) {
      if (line.sequence > query_.after && line.sequence <= end) {
        page_.events.push_back(std::move(line));
      }
    }
    return end;
  }

  void take_block(SQLite::Statement& row, std::vector<Event>& lines, std::size_t& bytes) {
    const SQLite::Column body = row.getColumn(4);
    const auto* data = static_cast<const char*>(body.getBlob());
    const std::string_view packed(data == nullptr ? "" : data, static_cast<std::size_t>(body.getBytes()));
    auto unpacked = unpack_block(packed, query_.run, JobId(text_of(row, 1)), row.getColumn(2).getInt());
    if (!unpacked) {
      // Counted on the page that it begins in, not on those that it may reach into.
      page_.unreadable += number_of(row, 0) > query_.after ? number_of(row, 3) : 0;
      return;
    }
    for (Event& line : *unpacked) {
      bytes += std::get<record::LogLine>(line.data).text.size() + sizeof(Event);
      lines.push_back(std::move(line));
    }
  }

  /// Takes the other rows up to `end`; where the page ends by them.
  std::uint64_t read_rows(std::uint64_t end) {
    SQLite::Statement rows(database_,
                           "SELECT sequence, event FROM events WHERE run = ? AND sequence > ? AND sequence <= ? "
                           "ORDER BY sequence");
    SQLite::bind(rows, query_.run.text(), after(), static_cast<std::int64_t>(end));
    std::size_t bytes = 0;
    std::uint64_t last = query_.after;
    while (rows.executeStep()) {
      if (bytes >= query_.page_bytes) {
        std::erase_if(page_.events, [&](const Event& event) { return event.sequence > last; });
        return last;
      }
      last = number_of(rows, 0);
      const std::string text = text_of(rows, 1);
      bytes += text.size() + sizeof(Event);
      take_row(text);
    }
    return end;
  }

  void take_row(const std::string& text) {
    const bool is_line = text.starts_with(kLogStart);
    const bool wants_lines = query_.kinds != EventQuery::Kinds::kWithoutLogs;
    const bool wants_others = query_.kinds != EventQuery::Kinds::kLogs && !query_.step;
    if (is_line ? !wants_lines : !wants_others) {
      return;
    }
    auto event = read_event(text);
    if (!event) {
      ++page_.unreadable;
      return;
    }
    const auto* line = std::get_if<record::LogLine>(&event->data);
    if (query_.step && (line == nullptr || line->job != query_.step->first || line->step != query_.step->second)) {
      return;
    }
    page_.events.push_back(std::move(*event));
  }

  [[nodiscard]] std::int64_t after() const { return static_cast<std::int64_t>(std::min(query_.after, kNoEnd)); }

  SQLite::Database& database_;
  const EventQuery& query_;
  EventPage page_;
};

}  // namespace

EventPage read_events(SQLite::Database& database, const EventQuery& query) {
  return PageReader(database, query).read();
}

Result<Event> read_event(std::string_view text) {
  auto value = parse_json(text, "event");
  if (!value || !value->is_object()) {
    return fail(ErrorKind::kInvalid, "the run database holds an event that is not a JSON object");
  }
  return record::event_from_json(value->get_object());
}

}  // namespace ropewalk::store
