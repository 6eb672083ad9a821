#include "app/notify/channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/mask/encodings.h"

namespace ropewalk::app {
namespace {

/// `NAME` of `$NAME` or `${NAME}`; empty for other texts.
std::string_view variable_in(std::string_view text) {
  if (!text.starts_with('$')) {
    return "";
  }
  text.remove_prefix(1);
  return text.starts_with('{') && text.ends_with('}') ? text.substr(1, text.size() - 2) : text;
}

class Resolver {
 public:
  Resolver(const config::NotifyChannel& settings, const ports::Environment& environment)
      : settings_(settings), environment_(environment) {}

  std::string text(const std::string& written) {
    const std::string_view name = variable_in(written);
    if (name.empty()) {
      return written;
    }
    auto value = environment_.variable(name);
    if (!value || value->empty()) {
      error_ = {ErrorKind::kUsage,
                fmt::format("the channel '{}' needs the variable {}, which is not set", settings_.name, name)};
      return "";
    }
    return *value;
  }
  /// A setting that has a usual place.
  std::string text_or(const std::string& written, std::string_view usual) {
    return written.empty() ? text(fmt::format("${}", usual)) : text(written);
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const config::NotifyChannel& settings_;
  const ports::Environment& environment_;
  std::optional<Error> error_;
};

notify::Channel without_secrets(const config::NotifyChannel& settings) {
  notify::Channel channel{.name = settings.name,
                          .kind = notify::channel_kind_named(settings.type).value_or(notify::ChannelKind::kWebhook)};
  for (const std::string& one : settings.on) {
    if (const auto happening = notify::happening_named(one)) {
      channel.happenings.push_back(*happening);
    }
  }
  channel.environments = settings.environments;
  channel.text_template = settings.text;
  return channel;
}

}  // namespace

Channels make_channels(const std::vector<config::NotifyChannel>& settings, const ports::Environment& environment) {
  Channels channels;
  for (const config::NotifyChannel& one : settings) {
    notify::Channel channel = without_secrets(one);
    channels.all.push_back(channel);
    Resolver resolve(one, environment);
    channel.url = resolve.text(one.url);
    channel.secret = resolve.text(one.secret);
    channel.room = one.channel;
    channel.user = resolve.text(one.user);
    channel.password = resolve.text(one.password);
    channel.from = one.from;
    channel.to = one.to;
    if (channel.kind == notify::ChannelKind::kGithub) {
      channel.token = resolve.text_or(one.token, "GITHUB_TOKEN");
      channel.repository = resolve.text_or(one.repository, "GITHUB_REPOSITORY");
      channel.url = one.url.empty() ? environment.variable("GITHUB_API_URL").value_or("") : channel.url;
    } else {
      channel.token = resolve.text(one.token);
    }
    if (resolve.error()) {
      channels.troubles.push_back(*resolve.error());
    } else {
      channels.ready.push_back(std::move(channel));
    }
  }
  return channels;
}

notify::Redactor make_redactor(const Channels& channels, const ports::Environment& environment) {
  std::vector<std::string> secrets = notify::secret_values(environment.variables());
  for (const notify::Channel& channel : channels.ready) {
    secrets.insert(secrets.end(), {channel.secret, channel.token, channel.password});
    const bool has_secret_url =
        channel.kind == notify::ChannelKind::kSlack || channel.kind == notify::ChannelKind::kTeams ||
        channel.kind == notify::ChannelKind::kDiscord || channel.kind == notify::ChannelKind::kWebhook;
    if (has_secret_url) {
      secrets.push_back(channel.url);
    }
  }
  // In every form that `run` hides, too.
  std::vector<std::string> forms;
  for (const std::string& secret : secrets) {
    for (const std::string& value : engine::masked_values(secret)) {
      for (auto all : {engine::masked_forms(value), engine::other_forms(value)}) {
        std::move(all.begin(), all.end(), std::back_inserter(forms));
      }
    }
  }
  return notify::Redactor(std::move(forms));
}

}  // namespace ropewalk::app
