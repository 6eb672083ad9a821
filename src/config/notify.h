// `notify:`, the channels that are told what happens. Secrets are written as `$NAME`: the variable that holds them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::yaml {
struct Document;
struct Node;
}  // namespace ropewalk::yaml

namespace ropewalk::config {

struct NotifyChannel {
  std::string name;
  /// `slack`, `teams`, `discord`, `email`, `webhook`, `github`.
  std::string type = {};
  std::string url = {};
  std::string secret = {};
  std::string token = {};
  /// Of a Slack bot: the channel's id.
  std::string channel = {};
  std::string repository = {};
  std::string user = {};
  std::string password = {};
  std::string from = {};
  std::vector<std::string> to = {};
  /// What is told, as notify::happening_named has it; empty for all.
  std::vector<std::string> on = {};
  /// Empty for all.
  std::vector<std::string> environments = {};
  std::string text = {};
};

/// What may stand between braces in `text`.
[[nodiscard]] std::span<const std::string_view> template_words();

/// Reads the value of `notify:`, a mapping from names of channels. What is wrong goes into `errors`.
[[nodiscard]] std::vector<NotifyChannel> read_notify(const yaml::Document& document, const yaml::Node& node,
                                                     std::vector<Error>& errors);

}  // namespace ropewalk::config
