// An outside made of fakes, for tests of commands and messages.
#pragma once

#include <memory>

#include "cli/outside.h"
#include "ports/fake/archive.h"
#include "ports/fake/clock.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/http.h"
#include "ports/fake/keyboard.h"
#include "ports/fake/loopback.h"
#include "ports/fake/object_stores.h"
#include "ports/fake/process.h"
#include "ports/fake/random.h"
#include "ports/fake/remote_repositories.h"
#include "ports/fake/repository.h"
#include "ports/fake/services.h"
#include "ports/fake/signals.h"
#include "ports/fake/terminal.h"
#include "ports/fake/time_zone.h"

namespace ropewalk::cli {

/// Public members, set before use. There are no stores, and no repository unless `repository_facts` is set.
class FakeOutside final : public Outside {
 public:
  ports::FakeTerminal fake_terminal;
  ports::FakeEnvironment fake_environment;
  ports::FakeFiles fake_files;
  ports::FakeClock fake_clock;
  ports::FakeTimeZone fake_time_zone;
  ports::FakeKeyboard fake_keyboard;
  ports::FakeRandom fake_random;
  ports::FakeProcess fake_process;
  ports::FakeServices fake_services;
  ports::FakeLoopback fake_loopback;
  ports::FakeHttp fake_http{fake_files};
  ports::FakeSignals fake_signals;
  ports::FakeObjectStores fake_object_stores;
  std::shared_ptr<const ports::RepositoryFacts> repository_facts;

  ports::Terminal& terminal() override { return fake_terminal; }
  ports::Environment& environment() override { return fake_environment; }
  ports::Files& files() override { return fake_files; }
  ports::Clock& clock() override { return fake_clock; }
  const ports::TimeZone& time_zone() override { return fake_time_zone; }
  ports::Keyboard& keyboard() override { return fake_keyboard; }
  ports::Random& random() override { return fake_random; }
  ports::Process& process() override { return fake_process; }
  ports::Archive& archive() override { return archive_; }
  ports::Services& services() override { return fake_services; }
  ports::Loopback& loopback() override { return fake_loopback; }
  deploy::Stores& deployments() override { return no_deployments_; }
  std::unique_ptr<deploy::AuditLog> audit_log(const std::filesystem::path&) override { return nullptr; }
  Result<std::unique_ptr<notify::Outbox>> outbox(const std::filesystem::path&) override {
    return fail(ErrorKind::kInternal, "no outbox");
  }
  ports::Http& http() override { return fake_http; }
  ports::HttpServer& http_server() override { return no_server_; }
  ports::Signals& signals() override { return fake_signals; }
  ports::Repositories& repositories() override {
    repositories_ = std::make_unique<ports::FakeRepositories>(repository_facts, fake_files);
    return *repositories_;
  }
  ports::RemoteRepositories& remote_repositories() override { return remote_repositories_; }
  ports::ObjectStores& object_stores() override { return fake_object_stores; }
  std::vector<engine::Backend*> backends() override { return {}; }
  Result<record::RunStore*> runs() override { return fail(ErrorKind::kInternal, "no store"); }
  Result<record::ArtifactStore*> artifacts() override { return fail(ErrorKind::kInternal, "no store"); }
  Result<record::CacheStore*> caches() override { return fail(ErrorKind::kInternal, "no store"); }
  engine::ConcurrencyGroups& concurrency_groups() override { return *groups_; }
  std::string_view version() const override { return "1.2.3"; }

 private:
  class NoServer final : public ports::HttpServer {
   public:
    Result<std::unique_ptr<ports::Listener>> listen(std::string_view, ports::ServeRequest) override {
      return fail(ErrorKind::kUsage, "no server here");
    }
  };

  class NoDeployments final : public deploy::Stores {
   public:
    Result<std::unique_ptr<deploy::Store>> open(const std::string&) override {
      return fail(ErrorKind::kInternal, "no store");
    }
  };

  NoServer no_server_;
  NoDeployments no_deployments_;
  ports::FakeArchive archive_{fake_files};
  ports::FakeRemoteRepositories remote_repositories_{fake_files};
  std::unique_ptr<ports::FakeRepositories> repositories_;
  std::unique_ptr<engine::ConcurrencyGroups> groups_ = engine::make_process_groups();
};

}  // namespace ropewalk::cli
