#include "engine/recorder.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "base/utf8.h"

namespace ropewalk::engine {

class Recorder::Gate final : public record::TextChange {
 public:
  explicit Gate(Recorder& recorder) : recorder_(recorder) {}

  void change(std::string& text) const override {
    recorder_.secrets_.with([&](const Masker& secrets) {
      if (secrets.hides(text)) {
        text = secrets.mask(text);
      }
    });
    if (!is_ascii(text) && !is_valid_utf8(text)) {
      text = to_valid_utf8(text);
    }
  }
  void change(JobId& job) const override {
    if (!job.empty()) {
      job = recorder_.recorded(job);
    }
  }

 private:
  Recorder& recorder_;
};

void Recorder::emit(record::EventData data) {
  if (std::holds_alternative<record::LogLine>(data)) {
    sink_.await_room();
  }
  record::change_texts(data, Gate(*this));
  const std::lock_guard lock(mutex_);
  sink_.receive({run_, ++sequence_, clock_.now(), std::move(data)});
}

JobId Recorder::recorded(const JobId& job) {
  {
    const std::shared_lock lock(jobs_mutex_);
    if (const auto known = jobs_.find(job.text()); known != jobs_.end()) {
      return known->second;
    }
  }
  const std::unique_lock lock(jobs_mutex_);
  if (const auto known = jobs_.find(job.text()); known != jobs_.end()) {
    return known->second;
  }
  const std::string shown = to_valid_utf8(secrets_.mask(job.text()));
  std::string unique = shown;
  for (int number = 2; !taken_jobs_.insert(unique).second; ++number) {
    unique = fmt::format("{} #{}", shown, number);
  }
  return jobs_.emplace(job.text(), JobId(std::move(unique))).first->second;
}

}  // namespace ropewalk::engine
