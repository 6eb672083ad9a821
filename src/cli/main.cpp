// The program: builds the real adapters, each when it is first used, and hands the words to the front door.
#include <execinfo.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "app/abandoned_runs.h"
#include "app/attempts/attempt_artifacts.h"
#include "app/deploy/secrets.h"
#include "app/folders.h"
#include "app/image/build_image.h"
#include "app/machine_groups.h"
#include "app/notify/cluster_outbox.h"
#include "backends/host/host_backend.h"
#include "cli/desk.h"
#include "cli/exit_code.h"
#include "cli/front.h"
#include "cli/messages.h"
#include "deploy/audit/audited_store.h"
#include "deploy/kubernetes/cluster_store.h"
#include "git/remote_repositories.h"
#include "git/repositories.h"
#include "git/store/git_object_store.h"
#include "net/http.h"
#include "net/http_server.h"
#include "platform/archive.h"
#include "platform/file_watch.h"
#include "platform/files.h"
#include "platform/foreground.h"
#include "platform/keyboard.h"
#include "platform/load.h"
#include "platform/loopback.h"
#include "platform/machine.h"
#include "platform/process.h"
#include "platform/services.h"
#include "platform/signals.h"
#include "platform/terminal.h"
#include "platform/time_zone.h"
#include "platform/typed_lines.h"
#include "store/artifacts/folder_artifact_store.h"
#include "store/audit/audit_file.h"
#include "store/caches/folder_cache_store.h"
#include "store/deployments/sqlite_deployment_store.h"
#include "store/outbox/sqlite_outbox.h"
#include "store/owner_only.h"
#include "store/sqlite_run_store.h"

namespace ropewalk {
namespace {

/// The real world. Holds what costs something (a database, git, signal handlers) back until a command asks for it.
class RealOutside final : public cli::Desk {
 public:
  ports::Terminal& terminal() override { return terminal_; }
  ports::Environment& environment() override { return environment_; }
  ports::Files& files() override { return files_; }
  ports::Clock& clock() override { return clock_; }
  const ports::TimeZone& time_zone() override { return time_zone_; }
  ports::Keyboard& keyboard() override { return keyboard_; }
  ports::Random& random() override { return random_; }
  ports::Process& process() override { return process_; }
  ports::Foreground& foreground() override { return foreground_; }
  ports::FileWatch& file_watch() override { return file_watch_; }
  ports::TypedLines& typed_lines() override { return typed_lines_; }
  ports::Load& load() override { return load_; }
  ports::Archive& archive() override { return archive_; }
  ports::Services& services() override { return services_; }
  ports::Loopback& loopback() override { return loopback_; }
  deploy::Stores& deployments() override { return *deployments_; }
  std::unique_ptr<deploy::AuditLog> audit_log(const std::filesystem::path& folder) override {
    return store::make_audit_file(folder);
  }
  Result<std::unique_ptr<notify::Outbox>> outbox(const std::filesystem::path& folder) override {
    const auto record = deploy::read_cluster_record(files_, folder);
    if (record) {
      return app::make_cluster_outbox(*record, folder, machine());
    }
    return store::open_outbox(folder);
  }
  /// What a deployment needs of it.
  deploy::Machine machine() {
    return {.files = files_,
            .process = process_,
            .services = services_,
            .loopback = loopback_,
            .clock = clock_,
            .environment = environment_,
            .http = &http_};
  }
  ports::Http& http() override { return http_; }
  ports::HttpServer& http_server() override { return http_server_; }

  ports::Signals& signals() override {
    if (!signals_) {
      signals_ = std::make_unique<platform::RealSignals>(
          platform::HardEnd{.kill = [this] { process_.close(); }, .give_up = [this] { terminal_.show_cursor(); }});
      terminal_.give_up_after(signals_->interrupted());
    }
    return *signals_;
  }

  ports::Repositories& repositories() override {
    if (!repositories_) {
      const app::Folders own = app::folders(environment_);
      repositories_ = std::make_unique<git::GitRepositories>(process_, files_, environment_,
                                                             std::vector<std::filesystem::path>{own.state, own.cache});
    }
    return *repositories_;
  }

  ports::RemoteRepositories& remote_repositories() override { return remote_repositories_; }
  ports::ObjectStores& object_stores() override { return object_stores_; }

  std::vector<engine::Backend*> backends() override { return {&host_}; }

  Result<record::RunStore*> runs() override {
    if (!runs_) {
      auto opened = store::open_run_store(app::folders(environment_).state / "runs.db");
      if (!opened) {
        return fail(std::move(opened.error()));
      }
      runs_ = std::move(*opened);
      settle_abandoned_runs();
    }
    return runs_.get();
  }

  Result<record::ArtifactStore*> artifacts() override {
    if (!artifacts_) {
      const auto folder = app::folders(environment_).state / "artifacts";
      artifacts_ = app::make_attempt_artifacts(std::make_unique<store::FolderArtifactStore>(folder, files_, clock_));
    }
    return artifacts_.get();
  }

  Result<record::CacheStore*> caches() override {
    if (!caches_) {
      const auto cache = app::folders(environment_).cache;
      if (auto made = store::make_owner_only(cache); !made) {
        return fail(std::move(made.error()));
      }
      const auto folder = cache / "caches";
      caches_ = std::make_unique<store::FolderCacheStore>(folder, files_, clock_);
    }
    return caches_.get();
  }

  engine::ConcurrencyGroups& concurrency_groups() override {
    if (!groups_) {
      groups_ = app::make_machine_groups(app::folders(environment_).state / "groups", files_);
    }
    return *groups_;
  }

  std::string_view version() const override { return ROPEWALK_VERSION; }

 private:
  /// Whoever looks at runs first closes those whose process was killed.
  void settle_abandoned_runs() {
    const app::AbandonedRuns done =
        app::end_abandoned_runs(app::folders(environment_), files_, process_, clock_, *runs_);
    for (const RunId& run : done.runs) {
      cli::warn(fmt::format("run {} was interrupted: the process that ran it was killed", run.text()), {}, {}, *this);
    }
    if (!done.processes.empty()) {
      cli::warn(fmt::format("ended what it had left running: {}", fmt::join(done.processes, ", ")), {}, {}, *this);
    }
    if (const auto artifacts = this->artifacts(); artifacts && !done.runs.empty()) {
      static_cast<void>((*artifacts)->tidy(false));  // what a killed process was packing
    }
    for (const Error& trouble : done.trouble) {
      cli::warn(fmt::format("cannot clean up after a run: {}", trouble.message), trouble.hint, {}, *this);
    }
  }

  platform::RealTerminal terminal_;
  platform::RealEnvironment environment_;
  platform::RealFiles files_;
  platform::RealClock clock_;
  platform::RealTimeZone time_zone_;
  platform::RealKeyboard keyboard_;
  platform::RealRandom random_;
  platform::RealProcess process_;
  platform::RealForeground foreground_;
  platform::RealFileWatch file_watch_;
  platform::RealTypedLines typed_lines_;
  platform::RealArchive archive_;
  git::GitObjectStores object_stores_{files_, environment_};
  platform::RealServices services_;
  platform::RealLoopback loopback_;
  platform::RealLoad load_;
  net::RealHttp http_{environment_, "ropewalk/" ROPEWALK_VERSION};
  std::unique_ptr<deploy::Stores> deployments_ = app::make_masked_stores(
      deploy::make_audited_stores(deploy::make_any_stores(store::make_deployment_stores(), machine()),
                                  [](const std::string& folder) { return store::make_audit_file(folder); }),
      files_);
  net::RealHttpServer http_server_;
  backends::HostBackend host_{process_, files_, environment_};
  git::GitRemoteRepositories remote_repositories_{process_, files_, environment_};
  std::unique_ptr<platform::RealSignals> signals_;
  std::unique_ptr<ports::Repositories> repositories_;
  std::unique_ptr<record::RunStore> runs_;
  std::unique_ptr<record::ArtifactStore> artifacts_;
  std::unique_ptr<record::CacheStore> caches_;
  std::unique_ptr<engine::ConcurrencyGroups> groups_;
};

/// What every part of the program takes for granted of its process.
void prepare_process() {
  // Were one of the standard descriptors closed, the next file that is opened would be taken for it.
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) {
      // The lowest number that is free: this one. What was closed cannot be read, and is not the same as empty.
      static_cast<void>(::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDWR));
    }
  }
  // A file that grows beyond the user's limit is an error of write(2), and not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  // An exception that leaves pthread_once(3) is carried on by a library that glibc loads then; when it is memory that
  // there is none of, it cannot be loaded any more, and the process ends without a word.
  void* nowhere = nullptr;
  static_cast<void>(::backtrace(&nowhere, 1));
}

int report(const std::string& text) {
  static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
  return cli::kExitFailure;
}

int report_bug(std::string_view what) {
  return report(
      fmt::format("error: internal error: {}\nhint: this is a bug in ropewalk {}: please report it with the command "
                  "that you ran\n",
                  what, ROPEWALK_VERSION));
}

int run(std::vector<std::string> words) {
  RealOutside outside;
  if (words.size() == 1 && words.front() == app::kEndAbandonedRuns) {
    return outside.runs() ? cli::kExitSuccess : cli::kExitFailure;
  }
  if (words.size() == 2 && words.front() == app::kEndImageBuild) {
    app::end_killed_build(words.back(), outside.files(), outside.process());
    return cli::kExitSuccess;
  }
  return cli::run_command_line(std::move(words), outside);
}

}  // namespace
}  // namespace ropewalk

int main(int count, char** words) {
  ropewalk::prepare_process();
  try {
    return ropewalk::run(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
  } catch (const std::bad_alloc&) {
    static_cast<void>(ropewalk::report("error: no memory is left\n"));
    return ropewalk::cli::kExitIncomplete;
  } catch (const std::system_error& error) {
    static_cast<void>(
        ropewalk::report(fmt::format("error: the system refused what every command needs: {}\n", error.what())));
    return ropewalk::cli::kExitIncomplete;
  } catch (const std::exception& error) {
    return ropewalk::report_bug(error.what());
  } catch (...) {
    return ropewalk::report_bug("an unknown exception");
  }
}
