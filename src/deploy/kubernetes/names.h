// What an environment's objects in a cluster are called and labelled.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace ropewalk::deploy {

/// The environment's names, made from the service's and its own.
struct ClusterNames {
  std::string service;
  std::string environment;

  /// `shop-production`: the Service, and what all other names begin with.
  [[nodiscard]] std::string base() const;
  /// `shop-production-n7`.
  [[nodiscard]] std::string release(std::int64_t number) const;
  /// Of the journal and the lease.
  [[nodiscard]] std::string journal() const { return base() + "-ropewalk"; }
  /// `app.kubernetes.io/instance=shop-production`.
  [[nodiscard]] std::string all() const;
  /// The same, of one deployment.
  [[nodiscard]] std::string of_release(std::int64_t number) const;
  [[nodiscard]] json::object labels() const;
};

inline constexpr std::string_view kReleaseLabel = "ropewalk/deployment";

/// A name by RFC 1123: small letters, digits and dashes, at most so long; what is cut off or changed leaves a few
/// digits of its hash, so that two names stay two.
[[nodiscard]] std::string dns_label(std::string_view text, std::size_t longest);
/// The value of a label: what may not be in one becomes a dash.
[[nodiscard]] std::string label_value(std::string_view text);

}  // namespace ropewalk::deploy
