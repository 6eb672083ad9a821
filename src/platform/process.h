// The real Process port.
#pragma once

#include "platform/background_reader.h"
#include "platform/process_groups.h"
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

  /// Kills every group that is running now: for the moment before the process ends without waiting.
  void kill_all() { groups_.kill_all(); }

 private:
  ProcessGroups groups_;
  BackgroundReader background_;
};

}  // namespace ropewalk::platform
