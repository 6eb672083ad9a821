#include "app/notify/kept_channels.h"

#include "base/json.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kFile = "notify.json";

/// The texts of a channel by name: one list for both ways. Secrets are written in the configuration as the names of
/// variables, and so here.
template <class Channel, class Visit>
void each_text(Channel& channel, const Visit& visit) {
  visit("name", channel.name);
  visit("type", channel.type);
  visit("url", channel.url);
  visit("secret", channel.secret);
  visit("token", channel.token);
  visit("channel", channel.channel);
  visit("repository", channel.repository);
  visit("user", channel.user);
  visit("password", channel.password);
  visit("from", channel.from);
  visit("text", channel.text);
}

template <class Channel, class Visit>
void each_list(Channel& channel, const Visit& visit) {
  visit("to", channel.to);
  visit("on", channel.on);
  visit("environments", channel.environments);
}

}  // namespace

Result<void> keep_channels(ports::Files& files, const std::filesystem::path& folder,
                           const std::vector<config::NotifyChannel>& channels) {
  json::array all;
  for (const config::NotifyChannel& channel : channels) {
    json::object object;
    each_text(channel, [&](std::string_view name, const std::string& text) { object[name] = text; });
    each_list(channel, [&](std::string_view name, const std::vector<std::string>& texts) {
      object[name] = json::array(texts.begin(), texts.end());
    });
    all.push_back(std::move(object));
  }
  const std::string text = to_json_text(all);
  const auto before = files.read(folder / kFile);
  return before && *before == text ? Result<void>() : files.write(folder / kFile, text);
}

std::vector<config::NotifyChannel> kept_channels(const ports::Files& files, const std::filesystem::path& folder) {
  std::vector<config::NotifyChannel> all;
  const auto text = files.read(folder / kFile);
  const auto value = text ? parse_json(*text, kFile) : Result<json::value>(fail(text.error()));
  if (!value || !value->is_array()) {
    return all;
  }
  for (const json::value& one : value->as_array()) {
    if (!one.is_object()) {
      continue;
    }
    const json::object& object = one.as_object();
    config::NotifyChannel channel;
    each_text(channel, [&](std::string_view name, std::string& into) { into = string_member(object, name); });
    each_list(channel, [&](std::string_view name, std::vector<std::string>& texts) {
      const json::value* const list = object.if_contains(name);
      for (const json::value& item : list != nullptr && list->is_array() ? list->as_array() : json::array()) {
        if (item.is_string()) {
          texts.emplace_back(item.as_string());
        }
      }
    });
    all.push_back(std::move(channel));
  }
  return all;
}

}  // namespace ropewalk::app
