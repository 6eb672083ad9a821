#include "app/run_plan.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "app/folders.h"

namespace ropewalk::app {
namespace {

/// Hands each event to the store and then to the console.
class BothSinks final : public record::EventSink {
 public:
  BothSinks(record::EventSink& first, record::EventSink& second) : first_(first), second_(second) {}
  void receive(const record::Event& event) override {
    first_.receive(event);
    second_.receive(event);
  }

 private:
  record::EventSink& first_;
  record::EventSink& second_;
};

/// Removes a folder at the end of its scope; what cannot be removed stays, it is a temporary folder.
class FolderGuard {
 public:
  FolderGuard(ports::Files& files, std::filesystem::path folder) : files_(files), folder_(std::move(folder)) {}
  ~FolderGuard() {
    if (!folder_.empty()) {
      static_cast<void>(files_.remove_all(folder_));
    }
  }
  FolderGuard(const FolderGuard&) = delete;
  FolderGuard& operator=(const FolderGuard&) = delete;
  void release() { folder_.clear(); }

 private:
  ports::Files& files_;
  std::filesystem::path folder_;
};

Result<std::vector<engine::RunIdentity>> identify(const plan::Plan& plan, const engine::EnginePorts& machine,
                                                  record::RunStore& runs) {
  std::vector<engine::RunIdentity> identities;
  const std::string directory = machine.repository != nullptr ? machine.repository->top().string() : "";
  for (const plan::PlannedRun& run : plan.runs) {
    engine::RunIdentity identity;
    identity.id = make_run_id(machine.random);
    if (!run.refusal) {
      auto number = runs.next_run_number(directory, run.path);
      if (!number) {
        return fail(std::move(number.error()));
      }
      identity.number = *number;
    }
    identities.push_back(std::move(identity));
  }
  return identities;
}

}  // namespace

RunId make_run_id(ports::Random& random) {
  constexpr std::uint64_t kSmallest = 10'000'000'000;
  constexpr std::uint64_t kCount = 90'000'000'000;
  std::uint64_t number = 0;
  for (const char byte : random.bytes(sizeof number)) {
    number = number << 8U | static_cast<unsigned char>(byte);
  }
  return RunId(fmt::format("{}", kSmallest + number % kCount));
}

Result<RunReport> run_plan(const plan::Plan& plan, const RunSettings& settings, const engine::EnginePorts& machine,
                           record::RunStore& runs, record::EventSink& sink, std::stop_token stop) {
  const Folders places = folders(machine.machine);
  auto identities = identify(plan, machine, runs);
  if (!identities) {
    return fail(std::move(identities.error()));
  }

  if (auto made = machine.files.make_directories(places.cache / "work"); !made) {
    return fail(std::move(made.error()));
  }
  auto work = machine.files.make_temporary_directory(places.cache / "work", "run-");
  if (!work) {
    return fail(std::move(work.error()));
  }
  FolderGuard work_guard(machine.files, *work);
  auto step_folder = make_step_folder(machine.files, machine.machine);
  if (!step_folder) {
    return fail(std::move(step_folder.error()));
  }
  const FolderGuard step_guard(machine.files, *step_folder);

  engine::RunRequest request{.plan = plan, .identities = std::move(*identities), .options = {}};
  static_cast<engine::RunSettings&>(request.options) = settings;
  request.options.work_folder = *work;
  request.options.step_folder = *step_folder;
  request.options.tool_cache = places.cache / "tools";
  request.options.shared_cache = places.cache / "shared";

  BothSinks both(runs, sink);
  auto outcomes = engine::run(request, machine, both, std::move(stop));
  auto flushed = runs.flush();
  if (!outcomes) {
    return fail(std::move(outcomes.error()));
  }

  RunReport report;
  report.outcomes = std::move(*outcomes);
  if (!flushed) {
    report.record_trouble = std::move(flushed.error());
  }
  if (settings.keeps_work) {
    work_guard.release();
    report.kept_work = *work;
  }
  return report;
}

}  // namespace ropewalk::app
