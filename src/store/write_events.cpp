#include "store/write_events.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <chrono>
#include <map>
#include <string>
#include <tuple>

#include "base/json.h"
#include "store/log_block.h"

namespace ropewalk::store {
namespace {

using record::Event;

template <class... Values>
void execute(SQLite::Statement& statement, const Values&... values) {
  SQLite::bind(statement, values...);
  statement.exec();
  statement.reset();
}

class Writer {
 public:
  explicit Writer(SQLite::Database& database)
      : event_(database, "INSERT OR REPLACE INTO events (run, sequence, event) VALUES (?, ?, ?)"),
        block_(database,
               "INSERT OR REPLACE INTO log_blocks (run, job, step, first, last, lines, body) "
               "VALUES (?, ?, ?, ?, ?, ?, ?)"),
        start_(database,
               "INSERT OR REPLACE INTO runs (id, directory, workflow, started_ms, start) VALUES (?, ?, ?, ?, ?)"),
        finish_(database, "UPDATE runs SET finish = ? WHERE id = ?"),
        job_(database, "UPDATE runs SET jobs = jobs + 1, failed_jobs = failed_jobs + ? WHERE id = ?"),
        bytes_(database, "UPDATE runs SET bytes = bytes + ? WHERE id = ?") {}

  void write(const std::vector<Event>& events) {
    for (const Event& event : events) {
      if (const auto* line = std::get_if<record::LogLine>(&event.data)) {
        add_line(event, *line);
      } else {
        write_row(event);
      }
    }
    for (auto& [step, block] : blocks_) {
      write_block(step, block);
    }
    for (const auto& [run, bytes] : sizes_) {
      execute(bytes_, bytes, run);
    }
  }

 private:
  using Step = std::tuple<std::string, std::string, int>;

  void add_line(const Event& event, const record::LogLine& line) {
    // Lines of one step mostly follow each other.
    if (newest_ == blocks_.end() || std::get<2>(newest_->first) != line.step ||
        std::get<1>(newest_->first) != line.job.text() || std::get<0>(newest_->first) != event.run.text()) {
      newest_ = blocks_.try_emplace(Step(event.run.text(), line.job.text(), line.step)).first;
    }
    newest_->second.add(event.sequence, event.time, line);
    if (newest_->second.is_full()) {
      write_block(newest_->first, newest_->second);
    }
  }

  void write_block(const Step& step, LogBlock& block) {
    if (block.is_empty()) {
      return;
    }
    const auto& [run, job, number] = step;
    const auto first = static_cast<std::int64_t>(block.first());
    const auto last = static_cast<std::int64_t>(block.last());
    const auto lines = static_cast<std::int64_t>(block.lines());
    const std::string body = block.take();
    SQLite::bind(block_, run, job, number, first, last, lines);
    block_.bindNoCopy(7, body.data(), static_cast<int>(body.size()));
    block_.exec();
    block_.reset();
    sizes_[run] += static_cast<std::int64_t>(body.size());
  }

  void write_row(const Event& event) {
    const std::string text = to_json_text(record::to_json(event));
    const std::string& run = event.run.text();
    execute(event_, run, static_cast<std::int64_t>(event.sequence), text);
    if (const auto* start = std::get_if<record::RunStarted>(&event.data)) {
      const std::int64_t time =
          std::chrono::duration_cast<std::chrono::milliseconds>(event.time.time_since_epoch()).count();
      execute(start_, run, start->directory, start->workflow_path, time, text);
    } else if (std::holds_alternative<record::RunFinished>(event.data)) {
      execute(finish_, text, run);
    } else if (const auto* job = std::get_if<record::JobFinished>(&event.data)) {
      execute(job_, job->conclusion == record::Conclusion::kFailure ? 1 : 0, run);
    }
    sizes_[run] += static_cast<std::int64_t>(text.size());
  }

  SQLite::Statement event_;
  SQLite::Statement block_;
  SQLite::Statement start_;
  SQLite::Statement finish_;
  SQLite::Statement job_;
  SQLite::Statement bytes_;
  std::map<Step, LogBlock> blocks_;
  std::map<Step, LogBlock>::iterator newest_ = blocks_.end();
  std::map<std::string, std::int64_t> sizes_;
};

}  // namespace

void write_events(SQLite::Database& database, const std::vector<Event>& events) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  Writer(database).write(events);
  transaction.commit();
}

}  // namespace ropewalk::store
