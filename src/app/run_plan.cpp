#include "app/run_plan.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "app/abandoned_runs.h"
#include "app/attempts/kept_request.h"
#include "app/environment_values.h"
#include "app/failures/kept_jobs.h"
#include "app/folders.h"
#include "app/run_note.h"
#include "engine/runner/run_job.h"

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

/// The folders of a run with the note that says whose they are, from before they are made until they are gone: whenever
/// this process is killed, the note says what is left to be done.
class RunPlace {
 public:
  RunPlace(const engine::EnginePorts& machine, bool keeps_work, int process)
      : machine_(machine),
        folders_(folders(machine.machine)),
        note_(make_run_note(machine.random)),
        keeps_work_(keeps_work) {
    note_.process = process;
  }
  ~RunPlace() { static_cast<void>(remove()); }
  RunPlace(const RunPlace&) = delete;
  RunPlace& operator=(const RunPlace&) = delete;

  Result<void> make(std::string_view repository, const std::vector<engine::RunIdentity>& identities) {
    const auto candidates = step_folders(machine_.machine, note_.name);
    for (const engine::RunIdentity& identity : identities) {
      note_.runs.push_back(identity.id);
    }
    for (int number = 1; work_.empty(); ++number) {
      if (auto taken = take(place_name(repository, number), candidates); !taken) {
        return taken;
      }
    }
    machine_.process.mark_all(std::string(engine::kTrackingVariable), note_.mark);
    // Without it the next command does what it would have done.
    if (auto watch = machine_.process.watch_over({std::string(kEndAbandonedRuns)})) {
      watch_ = std::move(*watch);
    }
    auto step_folder = make_step_folder(machine_.files, candidates);
    if (!step_folder) {
      return fail(std::move(step_folder.error()));
    }
    step_folder_ = std::move(*step_folder);
    return {};
  }

  [[nodiscard]] const Folders& places() const { return folders_; }
  [[nodiscard]] const std::filesystem::path& work() const { return work_; }
  [[nodiscard]] const std::filesystem::path& steps() const { return step_folder_; }
  [[nodiscard]] const std::string& mark() const { return note_.mark; }

  /// The folders of a job stay when the run has ended. Safe for the threads of several jobs.
  void keep_failed() { has_failed_ = true; }

  /// Removes the folders, and the note unless something is left: the next command then tries again. Says what is left.
  std::vector<Error> remove() {
    std::vector<Error> left;
    if (lock_ == nullptr) {
      return left;
    }
    const bool stays = keeps_work_ || (has_failed_ && note_failed());
    for (const std::filesystem::path& folder : {step_folder_, stays ? std::filesystem::path() : work_, earlier_work_}) {
      if (folder.empty()) {
        continue;
      }
      if (auto removed = machine_.files.remove_all(folder); !removed) {
        left.push_back(std::move(removed.error()));
      }
    }
    if (left.empty()) {
      static_cast<void>(machine_.files.remove_all(note_file(folders_, note_)));
    }
    watch_.reset();
    lock_.reset();
    return left;
  }

 private:
  [[nodiscard]] bool note_failed() const {
    const KeptPlace kept{.place = note_.place, .work = work_, .runs = note_.runs, .since = machine_.clock.now()};
    return note_kept_place(folders_, kept, machine_.files).has_value();
  }

  /// Makes this place ours, unless another run has it or has left it: `work_` is empty then. The note comes first and
  /// the folder second, so a killed process never leaves a folder that no note tells of.
  Result<void> take(std::string place, const std::vector<std::filesystem::path>& small_folders) {
    note_.place = std::move(place);
    const std::filesystem::path file = note_file(folders_, note_);
    const std::filesystem::path work = work_folder(folders_, note_);
    const std::filesystem::path kept = kept_file(folders_, note_.place);
    const bool has_kept = is_there(kept);
    // Held until the folder is ours: no shell opens in it meanwhile.
    const auto hold = has_kept ? hold_kept_place(folders_, note_.place, machine_.files) : nullptr;
    if (is_there(file) || (has_kept ? hold == nullptr : is_there(work))) {
      return {};
    }
    note_.folders = small_folders;
    const std::filesystem::path old = work.parent_path() / fmt::format("old-{}", note_.name);
    if (has_kept) {
      note_.folders.push_back(old);
    }
    if (!keeps_work_) {
      note_.folders.push_back(work);
    }
    auto lock = machine_.files.make_locked(file, to_text(note_));
    if (!lock) {
      return is_there(file) ? Result<void>() : fail(std::move(lock.error()));
    }
    if (has_kept) {
      // What failed jobs have left makes room: out of the way now, removed at the end.
      if (is_there(work)) {
        static_cast<void>(machine_.files.rename(work, old));
      }
      static_cast<void>(machine_.files.remove_all(kept));
      earlier_work_ = old;
    }
    auto made = machine_.files.make_private_directory(work);
    if (!made) {
      const bool is_taken = is_there(work);
      static_cast<void>(machine_.files.remove_all(file));
      return is_taken ? Result<void>() : made;
    }
    lock_ = std::move(*lock);
    work_ = work;
    return {};
  }

  [[nodiscard]] bool is_there(const std::filesystem::path& path) const {
    return machine_.files.type(path) != ports::FileType::kMissing;
  }

  const engine::EnginePorts& machine_;
  Folders folders_;
  RunNote note_;
  std::filesystem::path work_;
  std::filesystem::path step_folder_;
  /// What was kept in this place.
  std::filesystem::path earlier_work_;
  bool keeps_work_;
  std::atomic<bool> has_failed_ = false;
  std::unique_ptr<ports::FileLock> lock_;
  std::unique_ptr<ports::DeathWatch> watch_;
};

Result<std::vector<engine::RunIdentity>> identify(const plan::Plan& plan, const engine::EnginePorts& machine,
                                                  record::RunStore& runs, const RunExtras& extras) {
  std::vector<engine::RunIdentity> identities;
  const std::string directory = machine.repository != nullptr ? machine.repository->top().string() : "";
  for (const plan::PlannedRun& run : plan.runs) {
    engine::RunIdentity identity;
    identity.id = make_run_id(machine.random);
    if (extras.attempt && run.path == extras.attempt->workflow_path) {
      identity = extras.attempt->identity;
    } else if (!run.refusal) {
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

/// A folder with the running program as `ropewalk`, so that jobs find it; nothing where the system does not tell which
/// file it is.
std::optional<std::filesystem::path> link_program(ports::Files& files, const std::filesystem::path& folder) {
  const auto program = files.read_symlink("/proc/self/exe");
  if (!program || !files.make_directories(folder) || !files.make_symlink(*program, folder / "ropewalk")) {
    return std::nullopt;
  }
  return folder;
}

/// What cannot be kept is missed by the next attempt alone.
void keep_requests(const engine::RunRequest& request, const std::string& text, const Folders& places,
                   ports::Files& files) {
  for (std::size_t i = 0; i < request.plan.runs.size() && !text.empty(); ++i) {
    if (!request.plan.runs[i].refusal) {
      static_cast<void>(files.write(request_file(places, request.identities[i].id), text));
    }
  }
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
                           record::RunStore& runs, record::EventSink& sink, std::stop_token stop,
                           const RunExtras& extras) {
  auto identities = identify(plan, machine, runs, extras);
  if (!identities) {
    return fail(std::move(identities.error()));
  }
  RunPlace place(machine, settings.keeps_work, extras.process);
  if (auto made = place.make(plan.event.repository, *identities); !made) {
    return fail(std::move(made.error()));
  }

  engine::RunRequest request{.plan = plan, .identities = std::move(*identities), .options = {}};
  static_cast<engine::RunSettings&>(request.options) = settings;
  request.options.work_folder = place.work();
  request.options.step_folder = place.steps();
  request.options.tracking_mark = place.mark();
  request.options.installed_tools = place.places().cache / "tools";
  request.options.shared_cache = place.places().cache / "shared";

  keep_requests(request, extras.request, place.places(), machine.files);
  if (extras.keeps_failed) {
    request.options.failures.keeps_job = [&](const engine::FailedStep& step, const auto& mask) {
      if (!keep_job(step, all_secrets(settings), mask, machine.files)) {
        return false;
      }
      place.keep_failed();
      return true;
    };
  }
  if (auto folder = link_program(machine.files, place.work() / "_bin")) {
    request.options.program_folder = std::move(*folder);
  }

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
    report.kept_work = place.work();
  }
  report.left_behind = place.remove();
  return report;
}

}  // namespace ropewalk::app
