/** An address of a service. Without a name and a password in it: no request could be made to such a one, and it would be shown. */
import { z } from 'zod'

export const WEB_ADDRESS = z
  .url({ protocol: /^https?$/, error: 'it must begin with http:// or https://' })
  .refine((url) => !/^[^/?#]*:\/\/[^/?#]*@/.test(url), { error: 'it may hold no name and no password' })
