// The real Process port.
#pragma once

#include <memory>
#include <mutex>

#include "platform/background_reader.h"
#include "platform/process_groups.h"
#include "platform/process_numbers.h"
#include "ports/process.h"

namespace ropewalk::platform {

/// May be used from several threads at once.
class RealProcess final : public ports::Process {
 public:
  [[nodiscard]] Result<ports::ProcessOutcome> run(const ports::ProcessRequest& request, const ports::LineSink& on_line,
                                                  std::stop_token stop) override;
  [[nodiscard]] Result<ports::CapturedProcess> capture(const ports::ProcessRequest& request,
                                                       std::stop_token stop) override;
  [[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view program,
                                                                  std::string_view path) const override;
  [[nodiscard]] std::vector<std::string> end_marked(std::string_view name, std::string_view value) override;

  void mark_all(std::string name, std::string value) override;
  [[nodiscard]] Result<std::unique_ptr<ports::DeathWatch>> watch_over(
      const std::vector<std::string>& arguments) override;

  /// Nothing starts any more: from now on `run` and `capture` answer as if a stop had come before. Kills what runs,
  /// also what earlier programs left in the background, found by the mark of `mark_all`.
  void close();

 private:
  using OnBytes = std::function<void(std::string_view bytes)>;
  /// Starts a program and watches it to its end.
  [[nodiscard]] Result<ports::ProcessOutcome> watch(const ports::ProcessRequest& request, const OnBytes& on_output,
                                                    const OnBytes& on_errors, const std::stop_token& stop);
  [[nodiscard]] ports::ProcessRequest with_mark(ports::ProcessRequest request);

  std::mutex mutex_;
  /// What `mark_all` said, and when.
  struct Mark {
    std::string name;
    std::string value;
    std::optional<ProcessMoment> since = {};
  };
  [[nodiscard]] Mark mark();

  Mark mark_;
  ProcessGroups groups_;
  BackgroundReader background_;
};

}  // namespace ropewalk::platform
