// The program: builds the real adapters, each when it is first used, and hands the words to the front door.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/folders.h"
#include "app/machine_groups.h"
#include "cli/front.h"
#include "cli/outside.h"
#include "git/repositories.h"
#include "platform/archive.h"
#include "platform/files.h"
#include "platform/keyboard.h"
#include "platform/locks.h"
#include "platform/machine.h"
#include "platform/process.h"
#include "platform/signals.h"
#include "platform/terminal.h"
#include "platform/time_zone.h"
#include "services/artifact/folder_artifact_store.h"
#include "services/cache/folder_cache_store.h"
#include "store/sqlite_run_store.h"

namespace ropewalk {
namespace {

/// The real world. Holds what costs something (a database, git, signal handlers) back until a command asks for it.
class RealOutside final : public cli::Outside {
 public:
  ports::Terminal& terminal() override { return terminal_; }
  ports::Environment& environment() override { return environment_; }
  ports::Files& files() override { return files_; }
  ports::Clock& clock() override { return clock_; }
  const ports::TimeZone& time_zone() override { return time_zone_; }
  ports::Keyboard& keyboard() override { return keyboard_; }
  ports::Random& random() override { return random_; }
  ports::Process& process() override { return process_; }
  ports::Archive& archive() override { return archive_; }

  ports::Signals& signals() override {
    if (!signals_) {
      signals_ = std::make_unique<platform::RealSignals>([this] {
        process_.kill_all();
        files_.remove_temporary_directories();
      });
    }
    return *signals_;
  }

  ports::Repositories& repositories() override {
    if (!repositories_) {
      repositories_ = std::make_unique<git::GitRepositories>(process_, files_, environment_);
    }
    return *repositories_;
  }

  Result<record::RunStore*> runs() override {
    if (!runs_) {
      auto opened = store::open_run_store(app::folders(environment_).state / "runs.db");
      if (!opened) {
        return fail(std::move(opened.error()));
      }
      runs_ = std::move(*opened);
    }
    return runs_.get();
  }

  Result<record::ArtifactStore*> artifacts() override {
    if (!artifacts_) {
      const auto folder = app::folders(environment_).state / "artifacts";
      artifacts_ = std::make_unique<services::FolderArtifactStore>(folder, files_, archive_, clock_);
    }
    return artifacts_.get();
  }

  Result<record::CacheStore*> caches() override {
    if (!caches_) {
      const auto folder = app::folders(environment_).cache / "caches";
      caches_ = std::make_unique<services::FolderCacheStore>(folder, files_, archive_, clock_);
    }
    return caches_.get();
  }

  engine::ConcurrencyGroups& concurrency_groups() override {
    if (!groups_) {
      groups_ = app::make_machine_groups(app::folders(environment_).state / "groups", files_, locks_);
    }
    return *groups_;
  }

  std::string_view version() const override { return ROPEWALK_VERSION; }

 private:
  platform::RealTerminal terminal_;
  platform::RealEnvironment environment_;
  platform::RealFiles files_;
  platform::RealClock clock_;
  platform::RealTimeZone time_zone_;
  platform::RealKeyboard keyboard_;
  platform::RealRandom random_;
  platform::RealProcess process_;
  platform::RealArchive archive_;
  platform::RealLocks locks_;
  std::unique_ptr<platform::RealSignals> signals_;
  std::unique_ptr<ports::Repositories> repositories_;
  std::unique_ptr<record::RunStore> runs_;
  std::unique_ptr<record::ArtifactStore> artifacts_;
  std::unique_ptr<record::CacheStore> caches_;
  std::unique_ptr<engine::ConcurrencyGroups> groups_;
};

}  // namespace
}  // namespace ropewalk

int main(int count, char** words) {
  ropewalk::RealOutside outside;
  return ropewalk::cli::run_command_line(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count), outside);
}
