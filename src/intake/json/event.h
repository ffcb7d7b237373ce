// SPDX-License-Identifier: Apache-2.0
// The envelope of a CloudEvent (standards.md 5.1). For this folder and stack/json.
#pragma once

#include <string>
#include <string_view>

#include "intake/json/members.h"

namespace tollbridge::intake::json {

class EventEnvelope {
 public:
  // Reads the envelope and finds its data; both live until the next one.
  Ok read(std::string_view text, Fault& fault);

  // The JSON text of the data, with text_padding readable bytes behind it.
  [[nodiscard]] std::string_view data() const { return data_; }
  // Source and id with a blank between; a source holds no blank, so no two pairs are alike.
  [[nodiscard]] std::string_view event_id() const { return event_id_; }
  [[nodiscard]] std::string_view time() const { return time_; }  // empty if there is none

 private:
  Ok read_members(std::string_view text, Fault& fault);
  Ok check(Fault& fault);
  Ok decode_data(Fault& fault);

  ondemand::parser parser_;
  std::string_view id_, source_, version_, type_, time_, data_, data_base64_;
  std::string event_id_;
  std::string decoded_;
};

}  // namespace tollbridge::intake::json
