// Everything that commands use from outside, made when first asked for: a command pays only for what it touches.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/screen.h"
#include "deploy/audit/log.h"
#include "deploy/store.h"
#include "engine/backend.h"
#include "engine/concurrency_groups.h"
#include "notify/outbox.h"
#include "ports/archive.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/http.h"
#include "ports/http_server.h"
#include "ports/keyboard.h"
#include "ports/loopback.h"
#include "ports/process.h"
#include "ports/random.h"
#include "ports/remote_repositories.h"
#include "ports/repository.h"
#include "ports/services.h"
#include "ports/signals.h"
#include "ports/terminal.h"
#include "ports/time_zone.h"
#include "record/store.h"

namespace ropewalk::ports {
class ObjectStores;
}

namespace ropewalk::cli {

/// All references live as long as this. The stores' errors are those of opening them.
class Outside {
 public:
  virtual ~Outside() = default;
  /// Everything that a command writes goes through this.
  [[nodiscard]] Screen screen() { return {terminal(), environment()}; }
  [[nodiscard]] virtual ports::Environment& environment() = 0;
  [[nodiscard]] virtual ports::Files& files() = 0;
  [[nodiscard]] virtual ports::Clock& clock() = 0;
  [[nodiscard]] virtual const ports::TimeZone& time_zone() = 0;
  [[nodiscard]] virtual ports::Keyboard& keyboard() = 0;
  [[nodiscard]] virtual ports::Random& random() = 0;
  [[nodiscard]] virtual ports::Process& process() = 0;
  [[nodiscard]] virtual ports::Archive& archive() = 0;
  [[nodiscard]] virtual ports::Services& services() = 0;
  [[nodiscard]] virtual ports::Loopback& loopback() = 0;
  [[nodiscard]] virtual deploy::Stores& deployments() = 0;
  /// The audit log and the outbox of an environment's folder, or of another one.
  [[nodiscard]] virtual std::unique_ptr<deploy::AuditLog> audit_log(const std::filesystem::path& folder) = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<notify::Outbox>> outbox(const std::filesystem::path& folder) = 0;
  [[nodiscard]] virtual ports::Http& http() = 0;
  [[nodiscard]] virtual ports::HttpServer& http_server() = 0;
  /// From the first call on an interrupt is a stop request and no longer the end of the process.
  [[nodiscard]] virtual ports::Signals& signals() = 0;
  [[nodiscard]] virtual ports::Repositories& repositories() = 0;
  [[nodiscard]] virtual ports::RemoteRepositories& remote_repositories() = 0;
  /// Repositories' objects, read without the git program.
  [[nodiscard]] virtual ports::ObjectStores& object_stores() = 0;
  /// Where jobs can run.
  [[nodiscard]] virtual std::vector<engine::Backend*> backends() = 0;
  [[nodiscard]] virtual Result<record::RunStore*> runs() = 0;
  [[nodiscard]] virtual Result<record::ArtifactStore*> artifacts() = 0;
  [[nodiscard]] virtual Result<record::CacheStore*> caches() = 0;
  /// Those that all runs of the user on this machine share.
  [[nodiscard]] virtual engine::ConcurrencyGroups& concurrency_groups() = 0;
  /// `0.1.0`.
  [[nodiscard]] virtual std::string_view version() const = 0;

 protected:
  /// Only the screen writes to it.
  [[nodiscard]] virtual ports::Terminal& terminal() = 0;
};

}  // namespace ropewalk::cli
