#include "report/page/run_page.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/markup.h"
#include "report/critical_path.h"
#include "report/page/sources.h"

namespace ropewalk::report {
namespace {

/// Of text: a search opens all of them, a look at the log one or two.
constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;
constexpr int kCompression = 4;

/// The character that a line of this kind starts with; page.js has the other side.
char mark_of(record::LogKind kind) {
  switch (kind) {
    case record::LogKind::kText:
    case record::LogKind::kEndGroup: return '\x01';
    case record::LogKind::kCommand: return '\x02';
    case record::LogKind::kGroup: return '\x03';
    case record::LogKind::kDebug: return '\x04';
    case record::LogKind::kError: return '\x05';
    case record::LogKind::kWarning: return '\x06';
    case record::LogKind::kNotice: return '\x07';
  }
  return '\x01';
}

std::string deflated(const std::string& text) {
  uLongf size = ::compressBound(text.size());
  std::string packed(size, '\0');
  ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size,  // NOLINT: zlib's bytes are unsigned
              reinterpret_cast<const Bytef*>(text.data()), text.size(), kCompression);  // NOLINT
  packed.resize(size);
  return packed;
}

/// JSON that cannot end the element that it stands in.
std::string script_json(const json::object& object) {
  std::string text;
  for (const char c : to_json_text(object)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string_view conclusion_of(const JobState& job) {
  if (!job.finish) {
    return "unfinished";
  }
  return job.finish->is_incomplete ? "incomplete" : record::name(job.finish->conclusion);
}

std::string place_of(const record::Annotation& note) {
  return note.file.empty() ? "" : note.line > 0 ? fmt::format("{}:{}", note.file, note.line) : note.file;
}

}  // namespace

RunPage::RunPage(const RunState& run, PageFacts facts) : run_(run), facts_(std::move(facts)) {
  for (const JobState& job : run.jobs) {
    logs_.emplace_back(job.steps.size());
  }
}

void RunPage::begin_step(std::size_t job, std::size_t step) {
  close_group();
  log_ = &logs_.at(job).at(step);
  log_->first = lines_;
}

void RunPage::add(record::LogKind kind, std::string_view line) {
  if (kind == record::LogKind::kGroup || kind == record::LogKind::kEndGroup) {
    close_group();
  }
  if (kind == record::LogKind::kEndGroup) {
    return;
  }
  if (kind == record::LogKind::kGroup) {
    log_->groups.emplace_back(lines_, lines_);
    has_open_group_ = true;
  }
  block_ += mark_of(kind);
  block_ += line;
  block_ += '\n';
  ++lines_;
  ++log_->count;
  if (block_.size() >= kBlockBytes) {
    close_block();
  }
}

void RunPage::close_group() {
  if (std::exchange(has_open_group_, false)) {
    log_->groups.back().second = lines_ - 1;
  }
}

void RunPage::close_block() {
  if (block_.empty()) {
    return;
  }
  blocks_ += fmt::format("<script type=\"text/plain\" id=\"block-{}\">{}</script>\n", block_firsts_.size(),
                         to_base64(deflated(block_)));
  block_firsts_.push_back(block_first_);
  block_first_ = lines_;
  block_.clear();
}

json::object RunPage::job_json(const JobState& job, std::size_t number) const {
  json::array steps;
  for (std::size_t i = 0; i < job.steps.size(); ++i) {
    const StepState& step = job.steps[i];
    const StepLog& log = logs_[number][i];
    json::array groups;
    for (const auto& [first, last] : log.groups) {
      groups.push_back(json::array{first, last});
    }
    steps.push_back(json::object{
        {"number", step.start.number},
        {"name", (step.start.parent > 0 ? "↳ " : "") + step.start.name},
        {"conclusion", step.finish ? record::name(step.finish->conclusion) : std::string_view("unfinished")},
        {"outcome", step.finish ? record::name(step.finish->outcome) : std::string_view("unfinished")},
        {"ms", step.finish ? step.finish->duration.count() : -1},
        {"exit", step.finish ? step.finish->exit_code.value_or(0) : 0},
        {"first", log.first},
        {"count", log.count},
        {"groups", std::move(groups)},
        {"at", step.start.file.empty() ? "" : fmt::format("{}:{}", step.start.file, step.start.line)}});
  }
  const auto since = [&](record::Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time - run_.started).count();
  };
  return {{"id", job.queued.job.text()},
          {"name", job.queued.name},
          {"key", job.queued.key},
          {"conclusion", conclusion_of(job)},
          {"reason", job.finish ? job.finish->reason : ""},
          {"start", job.started ? std::max<std::int64_t>(0, since(*job.started)) : -1},
          {"ms", job.finish ? job.finish->duration.count() : -1},
          {"steps", std::move(steps)}};
}

json::array RunPage::notes_json() const {
  json::array notes;
  for (std::size_t i = 0; i < run_.jobs.size(); ++i) {
    for (const record::Annotation& note : run_.jobs[i].annotations) {
      notes.push_back(json::object{{"level", record::name(note.level)},
                                   {"job", i},
                                   {"message", note.message},
                                   {"title", note.title},
                                   {"place", place_of(note)}});
    }
  }
  return notes;
}

void RunPage::add_leavings(json::object& page) const {
  json::array summaries;
  json::array artifacts;
  for (const JobState& job : run_.jobs) {
    std::string markdown;
    for (const record::SummaryWritten& part : job.summaries) {
      markdown += part.markdown + "\n";
    }
    if (!markdown.empty()) {
      summaries.push_back(json::object{{"job", job.queued.name}, {"markdown", markdown}});
    }
    for (const record::ArtifactUploaded& artifact : job.artifacts) {
      artifacts.push_back(json::object{{"name", artifact.name},
                                       {"files", artifact.files},
                                       {"bytes", artifact.bytes},
                                       {"digest", artifact.digest},
                                       {"job", job.queued.name}});
    }
  }
  page["summaries"] = std::move(summaries);
  page["artifacts"] = std::move(artifacts);
}

json::object RunPage::run_json() const {
  const record::RunStarted& start = run_.start;
  json::array jobs;
  for (std::size_t i = 0; i < run_.jobs.size(); ++i) {
    jobs.push_back(job_json(run_.jobs[i], i));
  }
  for (const JobState* job : critical_jobs(run_).jobs) {
    jobs[static_cast<std::size_t>(job - run_.jobs.data())].as_object()["critical"] = true;
  }
  constexpr std::size_t kMostSlow = 10;
  json::array slow;
  for (const SlowStep& step : slowest_steps(run_, kMostSlow, std::chrono::milliseconds(1))) {
    slow.push_back(json::object{{"job", step.job - run_.jobs.data()},
                                {"step", step.step - step.job->steps.data()},
                                {"name", step.step->start.name},
                                {"ms", step.step->finish->duration.count()}});
  }
  json::array blocks;
  for (const std::uint64_t first : block_firsts_) {
    blocks.emplace_back(first);
  }
  json::object page{{"id", run_.id.text()},
                    {"name", start.workflow_name},
                    {"title", start.title},
                    {"event", start.event},
                    {"ref", start.ref},
                    {"sha", start.sha},
                    {"actor", start.actor},
                    {"number", start.number},
                    {"attempt", start.attempt},
                    {"started", facts_.started},
                    {"conclusion", facts_.state},
                    {"ms", run_.finish ? run_.finish->duration.count() : -1},
                    {"workflow", start.workflow_path},
                    {"jobs", std::move(jobs)},
                    {"notes", notes_json()},
                    {"slow", std::move(slow)},
                    {"blocks", std::move(blocks)},
                    {"lines", lines_}};
  add_leavings(page);
  return page;
}

std::string RunPage::finish() {
  close_group();
  close_block();
  const std::string script(run_page_script());
  const Sha256Digest digest = sha256(script);
  const std::string hash = to_base64(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
  const std::string title = fmt::format("{} · run {}", run_.start.workflow_name, run_.id.text());
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src "
      "'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; base-uri 'none'; form-action "
      "'none'\">\n<title>{}</title>\n"
      "<style>\n{}</style>\n</head>\n<body>\n",
      hash, escape_markup(title), run_page_style());
  page += fmt::format(
      "<header><h1>{}</h1><span class=\"about\">{} · {} · {} · {} · run {}</span><form id=\"find\" "
      "role=\"search\"><input "
      "type=\"search\" id=\"text\" placeholder=\"Search all logs ( / )\" aria-label=\"Search all logs\" "
      "autocomplete=\"off\" spellcheck=\"false\"><button type=\"button\" id=\"case\" aria-pressed=\"false\" title=\"In "
      "any "
      "case\">Aa</button><button type=\"button\" id=\"regex\" aria-pressed=\"false\" title=\"A regular "
      "expression\">.*</button><button type=\"button\" id=\"previous\" aria-label=\"Previous\">↑</button><button "
      "type=\"submit\" aria-label=\"Next\">↓</button><span id=\"found\" "
      "aria-live=\"polite\"></span></form></header>\n<nav "
      "id=\"jobs\" aria-label=\"Jobs\"></nav>\n<main id=\"main\"><noscript>The page of a run needs its "
      "script.</noscript></main>\n",
      escape_markup(run_.start.workflow_name), escape_markup(run_.start.title), escape_markup(run_.start.event),
      escape_markup(run_.start.ref), escape_markup(facts_.started), escape_markup(run_.id.text()));
  page += fmt::format("<script type=\"application/json\" id=\"run\">{}</script>\n", script_json(run_json()));
  page += blocks_;
  page += "<script>" + script + "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace ropewalk::report
