// Where actions of other repositories come from: fetched, kept, and given as folders of this machine.
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "workflow/model.h"

namespace ropewalk::actions {

/// `owner/repo[/path]@ref`, taken apart.
struct ActionReference {
  std::string owner;
  std::string repository;
  std::string path;
  std::string ref;
};

/// An action read from a folder.
struct FolderAction {
  std::filesystem::path folder;
  std::shared_ptr<const workflow::ActionFile> file;
  /// For one that stands in for another: inputs that it does not know are no surprise.
  bool takes_all_inputs = false;
};

/// May be used from several threads.
class ActionStore {
 public:
  virtual ~ActionStore() = default;
  /// True when the user has said where this action comes from: then nothing else does it, no native action either.
  [[nodiscard]] virtual bool overrides(const ActionReference& /*reference*/) const { return false; }
  /// True when `fetch` needs no other machine.
  [[nodiscard]] virtual bool is_here(const ActionReference& /*reference*/) const { return false; }
  /// True when nothing is asked of other machines.
  [[nodiscard]] virtual bool is_offline() const { return false; }
  /// The action's folder with its file read. Errors: what keeps it from being there; kInterrupted when `stop` came.
  [[nodiscard]] virtual Result<FolderAction> fetch(const ActionReference& reference, std::stop_token stop) = 0;
};

}  // namespace ropewalk::actions
