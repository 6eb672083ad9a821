// What a target has started, a file for each deployment: written before an instance is started, so that a command that
// is killed in between leaves a trace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "deploy/target.h"

namespace ropewalk::deploy {

class InstanceRecords {
 public:
  /// `folder` is the environment's.
  InstanceRecords(std::filesystem::path folder, const Machine& machine);

  [[nodiscard]] std::vector<Instance> read(std::int64_t number) const;
  [[nodiscard]] Result<void> write(std::int64_t number, const std::vector<Instance>& instances);
  void forget(std::int64_t number);
  /// In order.
  [[nodiscard]] std::vector<std::int64_t> numbers() const;
  /// Adds an instance of the deployment on a port of its own (deploy/claim_port.h), and writes it down.
  [[nodiscard]] Result<Instance> add(std::int64_t number, Instance instance);

 private:
  [[nodiscard]] std::filesystem::path file_of(std::int64_t number) const;

  std::filesystem::path folder_;
  Machine machine_;
};

}  // namespace ropewalk::deploy
