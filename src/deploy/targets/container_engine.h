// podman or docker, as a program.
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "deploy/machine.h"
#include "ports/services.h"

namespace ropewalk::deploy {

struct ImageFacts {
  /// What containers are started from, whatever its tag comes to mean.
  std::string id = {};
  std::string digest = {};
  /// Its names in registries, by digest.
  std::vector<std::string> references = {};
  /// The lowest port that it exposes; 0 without one.
  int port = 0;
  /// The path that its health check asks for.
  std::string health_path = {};
  /// The commit that its labels say it was built from (org.opencontainers.image.revision); empty where they say none.
  std::string commit = {};
};

class ContainerEngine {
 public:
  /// What worked is kept in `service`, the folder of the service.
  ContainerEngine(std::filesystem::path service, const Machine& machine);

  /// Pulls the image when it is not there. Errors: kInvalid without an engine, or with what it says.
  [[nodiscard]] Result<ImageFacts> inspect(const std::string& image, std::stop_token stop);
  /// `run` with these words; the output.
  [[nodiscard]] Result<std::string> run(const std::vector<std::string>& words, std::stop_token stop);
  /// The first process of a container; none when it does not run.
  [[nodiscard]] ports::ServiceId process_of(const std::string& container);
  void stop(const std::string& container, std::chrono::seconds patience);
  void remove(const std::string& container);
  [[nodiscard]] Result<std::string> log(const std::string& container) { return ask({"logs", container}, {}); }
  [[nodiscard]] std::string last_line(const std::string& container);

 private:
  [[nodiscard]] Result<std::string> ask(std::vector<std::string> words, std::stop_token stop);
  [[nodiscard]] std::vector<std::string> limits() const;

  std::filesystem::path service_;
  Machine machine_;
};

}  // namespace ropewalk::deploy
